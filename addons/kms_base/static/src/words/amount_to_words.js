/**
 * Amounts of money in words, for the till that has no network. Same rules as `words/amount.py`, same
 * table of cases (`static/tests/words_cases.json`).
 */

import { roundPrecision } from "@web/core/utils/numbers";

const FRENCH = {
    small: (
        "z\u00e9ro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze " +
        "quinze seize dix-sept dix-huit dix-neuf"
    ).split(" "),
    tens: ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "", "quatre-vingt"],
    powers: ["", "mille", "million", "milliard", "billion", "billiard"],
};
const ENGLISH = {
    small: (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen " +
        "fifteen sixteen seventeen eighteen nineteen"
    ).split(" "),
    tens: ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    powers: ["", "thousand", "million", "billion", "trillion", "quadrillion"],
};

/** 1 to 99; `last` tells that nothing countable follows, then «quatre-vingts» takes its s. */
function frenchTens(number, last) {
    if (number < 20) {
        return FRENCH.small[number];
    }
    // French counts 70 and 90 on from 60 and 80: «soixante et onze», «quatre-vingt-dix».
    const base = [7, 9].includes(Math.floor(number / 10)) ? -1 : 0;
    const ten = Math.floor(number / 10) + base;
    const unit = number - ten * 10;
    if (!unit) {
        return FRENCH.tens[ten] + (ten === 8 && last ? "s" : "");
    }
    const link = [1, 11].includes(unit) && ten !== 8 ? " et " : "-";
    return FRENCH.tens[ten] + link + FRENCH.small[unit];
}

function frenchHundreds(number, last) {
    const hundreds = Math.floor(number / 100);
    const rest = number % 100;
    const words = [];
    if (hundreds > 1) {
        words.push(FRENCH.small[hundreds]);
    }
    if (hundreds) {
        words.push(hundreds > 1 && !rest && last ? "cents" : "cent");
    }
    if (rest) {
        words.push(frenchTens(rest, last));
    }
    return words.join(" ");
}

/** Three digits at a time, from the highest: [[power, digits], ...] without the empty ones. */
function thousands(number) {
    const groups = [];
    for (let power = 0; number; power++) {
        if (number % 1000) {
            groups.unshift([power, number % 1000]);
        }
        number = Math.floor(number / 1000);
    }
    return groups;
}

function frenchNumber(number) {
    const words = thousands(number).map(([power, digits]) => {
        const name = FRENCH.powers[power];
        if (power === 1) {
            // «mille» is no noun: «quatre-vingt mille», and never «un mille».
            return digits === 1 ? name : `${frenchHundreds(digits, false)} ${name}`;
        }
        const plural = power && digits > 1 ? "s" : "";
        return `${frenchHundreds(digits, true)} ${name}${plural}`.trim();
    });
    return words.join(" ") || FRENCH.small[0];
}

function englishHundreds(number) {
    const words = [];
    if (number >= 100) {
        words.push(`${ENGLISH.small[Math.floor(number / 100)]} hundred`);
    }
    const rest = number % 100;
    if (rest) {
        const unit = rest % 10 ? `-${ENGLISH.small[rest % 10]}` : "";
        words.push(rest < 20 ? ENGLISH.small[rest] : ENGLISH.tens[Math.floor(rest / 10)] + unit);
    }
    return words.join(" and ");
}

function englishNumber(number) {
    const groups = thousands(number);
    const words = groups.map(([power, digits], index) => {
        const and = index && !power && digits < 100 ? "and " : "";
        return `${and}${englishHundreds(digits)} ${ENGLISH.powers[power]}`.trim();
    });
    return words.join(" ") || ENGLISH.small[0];
}

function sayFrench(number, unit, units, feminine) {
    let words = frenchNumber(number);
    if (feminine && words.endsWith("un")) {
        words += "e";
    }
    const name = number < 2 ? unit : units;
    if (number && number % 1e6 === 0) {
        return /^[aeiou]/i.test(name) ? `${words} d'${name}` : `${words} de ${name}`;
    }
    return `${words} ${name}`;
}

function sayEnglish(number, unit, units) {
    return `${englishNumber(number)} ${number === 1 ? unit : units}`;
}

/**
 * @param {number} amount in units of the currency; may be negative
 * @param {{decimals: number, unit: string, units: string, subunit?: string, subunits?: string,
 *     feminine?: boolean}} names as the server's `currency_names` gives them
 * @param {string} lang "fr", "fr_FR", "en-US"...; any other language is said in English
 * @returns {string}
 */
export function amountToWords(amount, names, lang) {
    const isFrench = lang.startsWith("fr");
    const say = isFrench ? sayFrench : sayEnglish;
    const factor = 10 ** names.decimals;
    const coins = Math.round(roundPrecision(Math.abs(amount), 1 / factor) * factor);
    const whole = Math.floor(coins / factor);
    const cents = coins % factor;
    const parts = [];
    if (whole || !cents) {
        parts.push(say(whole, names.unit, names.units, names.feminine));
    }
    if (cents) {
        parts.push(say(cents, names.subunit, names.subunits));
    }
    const words = parts.join(isFrench ? " et " : " and ");
    return amount < 0 && coins ? `${isFrench ? "moins" : "minus"} ${words}` : words;
}
