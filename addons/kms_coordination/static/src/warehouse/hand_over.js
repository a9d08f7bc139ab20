/* global SignaturePad */
import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { loadJS } from "@web/core/assets";
import { resizeImage } from "./resize_image";

const PHOTO_SIDE = 1280;

/** The customer signs on the phone; a photo of the goods if the storekeeper likes. */
export class HandOver extends Component {
    static template = "kms_coordination.HandOver";
    static props = { customer: String, signature: Boolean, deliver: Function, close: Function };

    setup() {
        this.state = useState({ signed: false, photo: "", sending: false });
        this.canvas = useRef("canvas");
        onWillStart(() => loadJS("/web/static/lib/signature_pad/signature_pad.umd.js"));
        onMounted(() => {
            const canvas = this.canvas.el;
            if (!canvas) {
                return;
            }
            canvas.width = canvas.offsetWidth;
            canvas.height = canvas.offsetHeight;
            this.pad = new SignaturePad(canvas, { penColor: "#00008b" });
            this.pad.addEventListener("endStroke", () => {
                this.state.signed = true;
            });
        });
        onWillUnmount(() => this.pad?.off());
    }

    clear() {
        this.pad.clear();
        this.state.signed = false;
    }

    async takePhoto(ev) {
        const [file] = ev.target.files;
        if (file) {
            this.state.photo = await resizeImage(file, PHOTO_SIDE);
        }
    }

    get canDeliver() {
        return (this.state.signed || !this.props.signature) && !this.state.sending;
    }

    deliver() {
        this.state.sending = true;
        const strip = (url) => url.split(",")[1];
        const proof = {};
        if (this.state.signed) {
            proof.signature = strip(this.pad.toDataURL("image/png"));
        }
        if (this.state.photo) {
            proof.photo = strip(this.state.photo);
        }
        return this.props.deliver(proof);
    }
}
