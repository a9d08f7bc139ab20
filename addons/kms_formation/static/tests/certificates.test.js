import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { waitFor } from "@odoo/hoot-dom";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");

defineMailModels();

const row = (id, values = {}) => ({
    id,
    name: `Student ${id}`,
    attendance: 87.5,
    average: 14,
    graded: true,
    certificate_id: false,
    number: "",
    refusals: [],
    ...values,
});

async function openScreen(students) {
    onRpc("kms.certificate.screen", "load", ({ args }) => {
        expect.step(`load ${args[1]}`);
        return {
            title: "Joinery",
            kinds: [
                ["certificate", "Certificate"],
                ["attestation", "Attestation"],
            ],
            students,
        };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_formation.certificates",
        context: { active_id: 5 },
    });
}

test("those who may are issued in batches, the others say why not", async () => {
    onRpc("kms.certificate.screen", "issue", ({ args }) => {
        const [session, kind, ids] = args;
        expect.step(`issue ${session} ${kind} ${ids}`);
        return ids.map((id) => row(id, { certificate_id: 100 + id, number: `IFP-${id}` }));
    });
    const ready = [1, 2, 3, 4, 5, 6, 7].map((id) => row(id));
    await openScreen([...ready, row(8, { refusals: ["Marks missing: 1."] })]);
    expect(".o_kms_refusals").toHaveText("Marks missing: 1.");
    expect(".o_kms_issue").toHaveText("Issue (7)");
    await contains(".o_kms_issue").click();
    await waitFor(".o_kms_print_all:contains((7))");
    expect(".o_kms_issue").toHaveCount(0);
    expect(".o_kms_number").toHaveCount(7);
    expect.verifySteps([
        "load certificate",
        "issue 5 certificate 1,2,3,4,5",
        "issue 5 certificate 6,7",
    ]);
});

test("the other kind is asked for anew", async () => {
    await openScreen([row(1)]);
    await contains(".btn:contains(Attestation)").click();
    expect.verifySteps(["load certificate", "load attestation"]);
    expect(".btn-primary:contains(Attestation)").toHaveAttribute("aria-pressed", "true");
});
