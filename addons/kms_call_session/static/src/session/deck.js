/**
 * The cards in a seller's hand, the first one on the screen. Cards arrive from the server, and leave
 * when their call is validated, whether the server knows it already or not.
 */
export class Deck {
    constructor() {
        this.cards = [];
        /** Prospects whose call is validated here and not yet known to the server. */
        this.gone = new Set();
        /** Prospects taken back by an undo that the server does not know yet. */
        this.kept = new Set();
    }

    get current() {
        return this.cards[0];
    }

    /** Take the first card off, its call being on its way. */
    play() {
        const card = this.cards.shift();
        this.gone.add(card.id);
        this.kept.delete(card.id);
        return card;
    }

    /** Look at the next card; the first one goes behind the others. */
    skip() {
        if (this.cards.length > 1) {
            this.cards.push(this.cards.shift());
        }
    }

    /** Put the card of somebody in front, if it is in the hand. */
    bring(id) {
        const card = this.cards.find((one) => one.id === id);
        if (card) {
            this.cards = [card, ...this.cards.filter((one) => one !== card)];
        }
    }

    takeBack(card) {
        this.gone.delete(card.id);
        this.kept.add(card.id);
        this.cards.unshift(card);
    }

    /**
     * Follow the server: new cards come behind the others, cards lost to somebody else go, except
     * the one on the screen.
     *
     * @param {object} dealt
     * @param {number[]} dealt.hand ids of all cards that the server believes to be in this hand
     * @param {object[]} dealt.cards some of them
     * @returns {boolean} whether a card of the hand is missing here
     */
    deal({ hand, cards }) {
        const held = new Set(hand);
        this.cards = this.cards.filter(
            (card, place) => !place || held.has(card.id) || this.kept.has(card.id)
        );
        const known = new Map(this.cards.map((card) => [card.id, card]));
        for (const card of cards) {
            if (!known.has(card.id) && !this.gone.has(card.id) && held.has(card.id)) {
                known.set(card.id, card);
                this.cards.push(card);
            }
        }
        return hand.some((id) => !known.has(id) && !this.gone.has(id));
    }
}
