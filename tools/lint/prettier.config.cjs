// Formatting of JavaScript, SCSS and XML. The plugin is found through NODE_PATH: see tools/kms/lint.py.
module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    printWidth: 100,
    tabWidth: 4,
    trailingComma: "es5",
    // white space is part of what a QWeb template says
    xmlWhitespaceSensitivity: "preserve",
    xmlSortAttributesByKey: false,
};
