import { amountToWords } from "@kms_base/words/amount_to_words";
import { describe, expect, test } from "@odoo/hoot";
import { globalCachedFetch } from "@web/../tests/_framework/module_set.hoot";

describe.current.tags("headless");

async function fetchJson(path) {
    const response = await globalCachedFetch(`/kms_base/static/${path}`);
    return response.json();
}

test("the till says each amount of the table like the server", async () => {
    const currencies = await fetchJson("src/words/currencies.json");
    const cases = await fetchJson("tests/words_cases.json");
    expect(cases.length).toBeGreaterThan(60);
    for (const [amount, code, lang, words] of cases) {
        const { decimals, ...languages } = currencies[code];
        const names = { decimals, ...languages[lang.slice(0, 2)] };
        expect(amountToWords(amount, names, lang)).toBe(words, {
            message: `${amount} ${code} ${lang}`,
        });
    }
});
