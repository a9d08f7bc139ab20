from odoo import http
from odoo.exceptions import AccessDenied
from odoo.http import request

from odoo.addons.kms_base.ids import read_id


class SwitchController(http.Controller):
    """Another cashier signs in on a till, at the server and as themselves."""

    @http.route("/kms_pos/switch", type="jsonrpc", auth="user", methods=["POST"])
    def switch(self, config_id, user_id, secret):
        """Sign another cashier in, in the place of the one who is.

        :param int config_id: the till
        :param int user_id: who takes over
        :param str secret: their PIN, or their password if they have none
        :return: ``{"uid": …}``, or ``{"error": sentence, "kind": "pin" | "password"}``
        :rtype: dict
        """
        config = request.env["pos.config"].browse(read_id(config_id)).exists()
        user = config._kms_switch_target(user_id)
        if not user or not isinstance(secret, str):
            return {"error": request.env._("This person does not sell at this till.")}
        kind = user._kms_secret_kind()
        credential = {"login": user.login, "type": "password", "password": secret}
        if kind == "pin":
            credential = {"login": user.login, "type": "kms_till_pin", "pin": secret}
        try:
            request.session.authenticate(request.env, credential)
        except AccessDenied:
            return {
                "error": request.env._("That is not right. Try again."),
                "kind": user._kms_secret_kind(),
            }
        if request.session.uid != user.id:  # a second factor is asked for on the login page only
            request.session.logout(keep_db=True)
            return {"error": request.env._("Sign in on the login page."), "login": True}
        return {"uid": user.id}
