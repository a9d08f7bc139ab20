from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

REASON_LENGTH = 500


class KmsPreparationOrder(models.Model):
    """The steps of a preparation order: may I, what changes, what follows."""

    _inherit = "kms.preparation.order"

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_approve(self):
        """Let the warehouse see the orders.

        :raise UserError: by someone who is no marketing manager, or for an order that has ended
        """
        self.check_access("write")
        if not self.env.user.has_group("kms_base.role_marketing"):
            raise UserError(
                self.env._("The marketing manager approves preparation orders. Ask them to.")
            )
        self._kms_lock()
        self._kms_expect("waiting")
        orders = self.filtered(lambda order: not order.approved_date)
        orders._kms_step({"approver_id": self.env.uid, "approved_date": fields.Datetime.now()})
        orders._kms_tell_storekeepers()
        return True

    def action_start(self):
        """The storekeeper begins: the goods are reserved, the order is theirs."""
        self.check_access("write")
        self._kms_lock()
        self._kms_expect("waiting")
        self._kms_expect_approval()
        self._kms_step(
            {
                "state": "preparing",
                "preparer_id": self.env.uid,
                "start_date": fields.Datetime.now(),
            }
        )
        self._kms_open_pickings().action_assign()
        return True

    def action_ready(self):
        """All lines are prepared, or short for a stated reason; the salesperson is told.

        :raise UserError: a line was neither prepared nor declared short
        """
        self.check_access("write")
        self._kms_lock()
        self._kms_expect("preparing")
        for order in self:
            order._kms_check_lines()
        self._kms_step({"state": "ready", "ready_date": fields.Datetime.now()})
        for order in self:
            order._kms_tell_salesperson(
                order.env._(
                    "%(order)s is ready and waits in %(place)s.",
                    order=order.name,
                    place=order.bay or order.env._("the warehouse"),
                )
            )
        return True

    def action_deliver(self):
        """Hand the goods over: the signature goes on the delivery notes, the stock moves once.

        What is short stays as a back order with a preparation order of its own.

        :raise UserError: not ready, not signed, not paid, or not in stock
        """
        self.check_access("write")
        self._kms_lock()
        self._kms_expect("ready")
        for order in self:
            pickings = order._kms_open_pickings()
            if order.signature:
                pickings.signature = order.signature
            result = pickings.with_context(skip_backorder=True).button_validate()
            if order.state != "delivered":
                # core asks something that only its own form can answer, a lot number for example
                return result
        return True

    def action_cancel(self):
        """Ask why, then cancel; the sale and its delivery notes stay."""
        self.check_access("write")
        return self._kms_ask_reason("cancel")

    def action_back(self):
        """Ask why, then go one step back."""
        self.check_access("write")
        return self._kms_ask_reason("back")

    def action_absent(self):
        """The customer was not there: ask for a new date and keep the goods ready."""
        self.check_access("write")
        return self._kms_ask_reason("absent")

    def action_open_sale(self):
        self.check_access("read")
        return self.sale_id._get_records_action()

    def _kms_ask_reason(self, step):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": dict(
                self.env["kms.preparation.reason"]._fields["step"]._description_selection(self.env)
            )[step],
            "res_model": "kms.preparation.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_preparation_id": self.id, "default_step": step},
        }

    # ------------------------------------------------------------
    # STEPS WITH A REASON
    # ------------------------------------------------------------

    def _kms_cancel(self, reason):
        self._kms_lock()
        for order in self:
            if order.state == "delivered":
                order._kms_refuse_state()
        self._kms_step({"state": "cancelled"})
        self._kms_release()
        self._kms_log(self.env._("Cancelled: %(reason)s", reason=reason))

    def _kms_back(self, reason):
        self._kms_lock()
        earlier = {"ready": "preparing", "preparing": "waiting"}
        for order in self:
            if order.state not in earlier:
                order._kms_refuse_state()
            state = earlier[order.state]
            values = {"state": state, "ready_date": False}
            if state == "waiting":
                values.update(start_date=False, preparer_id=False)
                order._kms_untick()
            order._kms_step(values)
        self._kms_log(self.env._("One step back: %(reason)s", reason=reason))

    def _kms_absent(self, reason, new_date):
        self._kms_lock()
        self._kms_expect("ready")
        for order in self:
            order._kms_record_attempt("absent", note=reason, new_date=new_date)
            order.wanted_date = new_date
            order._kms_open_pickings().scheduled_date = new_date
            order._kms_tell_salesperson(
                order.env._(
                    "Customer absent, delivery put off to %(moment)s: %(reason)s",
                    moment=format_datetime(order.env, new_date, dt_format="short"),
                    reason=reason,
                )
            )

    def _kms_release(self):
        """Give the pickings back: prepared lines are unticked, another order may take them."""
        self._kms_untick()
        # sudo: a salesperson who cancels has no rights on pickings.
        self.sudo()._kms_open_pickings().kms_preparation_id = False

    def _kms_untick(self):
        # sudo: a salesperson or manager who steps back has no rights on stock moves.
        moves = self.sudo()._kms_open_pickings().move_ids
        moves.write({"picked": False, "kms_short_reason": False})

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    def _kms_step(self, vals):
        """Write what only steps may write, after the caller has checked that this one is due."""
        self.check_access("write")
        # sudo: sealed fields; who may take the step was checked by its button.
        self.sudo().write(vals)

    def _kms_lock(self):
        """Wait for whoever is changing these orders.

        Their change makes this snapshot stale: PostgreSQL refuses it, Odoo runs the call again,
        and the second run meets the new state.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM kms_preparation_order WHERE id IN %s ORDER BY id FOR UPDATE",
                tuple(self.ids) or (0,),
            )
        )
        self.invalidate_recordset(["state", "approved_date"])

    def _kms_expect(self, state):
        for order in self:
            if order.state != state:
                order._kms_refuse_state()

    def _kms_refuse_state(self):
        """:raise UserError: which state the order is in, since when and by whom"""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        way_out = {
            "waiting": self.env._("The storekeeper starts it first."),
            "preparing": self.env._(
                "The storekeeper finishes its lines first, or takes it one step back with a reason."
            ),
            "ready": self.env._(
                "The storekeeper or the marketing manager takes it one step back, with a reason."
            ),
            "delivered": self.env._("What has left comes back through a dispute."),
            "cancelled": self.env._("The salesperson asks for another one from the sale."),
        }
        raise UserError(
            self.env._(
                '%(order)s is "%(state)s" since %(moment)s (%(user)s). Reload the page to see it. '
                "%(way_out)s",
                way_out=way_out[self.state],
                order=self.name,
                state=labels[self.state],
                moment=format_datetime(self.env, self.write_date, dt_format="short"),
                # sudo: names of colleagues are no secret here, their cards may be.
                user=self.sudo().write_uid.name,
            )
        )

    def _kms_expect_approval(self):
        for order in self:
            if not order.approved_date:
                raise UserError(
                    self.env._(
                        "%(order)s is not approved yet: the marketing manager approves it first.",
                        order=order.name,
                    )
                )

    def _kms_check_lines(self):
        """:raise UserError: naming the lines that are neither prepared nor declared short"""
        self.ensure_one()
        moves = self._kms_open_pickings().move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        untouched = moves.filtered(lambda move: not move.picked and not move.kms_short_reason)
        if untouched:
            raise UserError(
                self.env._(
                    "Still to prepare: %(products)s. Tick each line, or say how many are missing "
                    "and why.",
                    products=", ".join(untouched.product_id.mapped("display_name")[:5]),
                )
            )
        short = moves.filtered(
            lambda move: (
                move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
                and not move.kms_short_reason
            )
        )
        if short:
            raise UserError(
                self.env._(
                    "%(products)s: fewer than asked for. Say why they are missing.",
                    products=", ".join(short.product_id.mapped("display_name")[:5]),
                )
            )
        if not any(move.picked and move.quantity for move in moves):
            raise UserError(
                self.env._(
                    "Nothing of %(order)s can be delivered. Report the stock-out and leave the "
                    "order in preparation, or cancel it.",
                    order=self.name,
                )
            )

    def _kms_open_pickings(self):
        return self.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))

    # ------------------------------------------------------------
    # WHAT FOLLOWS
    # ------------------------------------------------------------

    def _kms_close_delivered(self):
        """Called when pickings have moved stock: orders that have nothing left become delivered."""
        for order in self.filtered(lambda order: order.state in ("waiting", "preparing", "ready")):
            done = order.picking_ids.filtered(lambda picking: picking.state == "done")
            if not done or order._kms_open_pickings():
                continue
            backorders = done.backorder_ids.filtered(
                lambda picking: picking._kms_is_open_delivery()
            )
            order._kms_step({"state": "delivered", "delivered_date": fields.Datetime.now()})
            order._kms_record_attempt("partial" if backorders else "delivered")
            if backorders:
                order._kms_prepare_rest(backorders)

    def _kms_prepare_rest(self, backorders):
        """A preparation order for what was short, approved as the first one was."""
        self.ensure_one()
        rest = self.copy(
            {
                "sale_id": self.sale_id.id,
                "backorder_of_id": self.id,
                "approver_id": self.approver_id.id,
                "approved_date": self.approved_date or fields.Datetime.now(),
                "requester_id": self.requester_id.id,
            }
        )
        rest.message_post(
            body=self.env._("What was missing in %(order)s.", order=self.name),
            message_type="comment",
        )

    def _kms_record_attempt(self, outcome, note=False, new_date=False):
        self.ensure_one()
        # sudo: register B follows from the steps; nobody writes it by hand.
        self.sudo().env["kms.delivery.attempt"].create(
            {
                "preparation_id": self.id,
                "outcome": outcome,
                "transport": self.transport,
                "driver_id": self.driver_id.id,
                "user_id": self.env.uid,
                "note": note,
                "new_date": new_date,
            }
        )

    def _kms_tell_salesperson(self, text):
        self.ensure_one()
        people = (self.salesperson_id | self.requester_id).partner_id
        self.message_post(
            body=text[:REASON_LENGTH],
            partner_ids=people.ids,
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
        )

    def _kms_tell_storekeepers(self):
        """Urgent orders ring in the warehouse; the others are on its board."""
        for order in self.filtered("is_urgent"):
            people = order.company_id._kms_get_people("kms_base.role_storekeeper")
            order.message_post(
                body=self.env._("Urgent: %(order)s is to be prepared.", order=order.name),
                partner_ids=people.partner_id.ids,
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
            )

    def _kms_log(self, text):
        for order in self:
            order.message_post(body=text[:REASON_LENGTH], message_type="comment")
