import { Component, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

/** Speak a note instead of typing it; nothing where the browser cannot listen. */
export class Dictation extends Component {
    static template = "kms_call_session.Dictation";
    static props = { onSpoken: Function };

    setup() {
        this.state = useState({ listening: false });
        this.Recognition = browser.SpeechRecognition || window.webkitSpeechRecognition;
        onWillUnmount(() => this.recognition?.abort());
    }

    toggle() {
        if (this.state.listening) {
            this.recognition.stop();
            return;
        }
        const recognition = new this.Recognition();
        recognition.lang = user.lang || "fr-FR";
        recognition.onresult = (ev) => {
            const last = ev.results[ev.results.length - 1];
            this.props.onSpoken(last[0].transcript.trim());
        };
        recognition.onend = () => (this.state.listening = false);
        // refused microphone, no network: the note is typed
        recognition.onerror = () => (this.state.listening = false);
        this.recognition = recognition;
        this.state.listening = true;
        recognition.start();
    }
}
