import { browser } from "@web/core/browser/browser";

const SHARPNESS = 2; // pixels of the file for each of the drawing

/**
 * Draw an SVG that the server made and save it as PNG.
 *
 * @param {string} svg
 * @param {string} filename
 */
export async function savePicture(svg, filename) {
    const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    try {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = image.naturalWidth * SHARPNESS;
        canvas.height = image.naturalHeight * SHARPNESS;
        const context = canvas.getContext("2d");
        context.fillStyle = "#ffffff";
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.drawImage(image, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
        saveBlob(blob, filename);
    } finally {
        URL.revokeObjectURL(url);
    }
}

function saveBlob(blob, filename) {
    const url = URL.createObjectURL(blob);
    const link = document.createElement("a");
    link.href = url;
    link.download = filename.replace(/[\\/:*?"<>|]/g, "_");
    link.click();
    browser.setTimeout(() => URL.revokeObjectURL(url), 10000);
}
