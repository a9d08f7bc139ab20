import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { addDays } from "./geometry";

/** Free rooms by dates, type and guests; a tap books one. */
export class BoardSearch extends Component {
    static template = "kms_hotel.BoardSearch";
    static props = { today: String, types: Array, onBook: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            checkin: this.props.today,
            checkout: addDays(this.props.today, 1),
            type: 0,
            guests: 1,
            rooms: null,
        });
    }

    async search() {
        const { checkin, checkout, type, guests } = this.state;
        this.state.rooms = await this.orm.call("kms.room", "search_free", [checkin, checkout], {
            room_type_id: Number(type) || false,
            guests: Number(guests) || 1,
        });
    }

    book(room) {
        const { checkin, checkout, guests } = this.state;
        this.props.onBook({ room: room.id, checkin, checkout, guests: Number(guests) || 1 });
    }
}
