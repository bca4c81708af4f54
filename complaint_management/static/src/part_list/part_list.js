import { Component, markRaw, useEffect, useState, useSubEnv } from "@odoo/owl";
import { makeContext } from "@web/core/context";
import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { getDefaultConfig, View } from "@web/views/view";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * The parts of a document that are records of one model, in Odoo's own list of that
 * model. Inside a page of a notebook it asks the server nothing before the page is
 * opened, unlike a one2many field, which is read together with the form.
 */
export class PartList extends Component {
    static template = "complaint_management.PartList";
    static components = { View };
    static props = {
        ...standardWidgetProps,
        resModel: String,
        inverse: { type: String, optional: true },
        domain: { type: String, optional: true },
        context: { type: String, optional: true },
        title: { type: String, optional: true },
        isDocument: { type: Boolean, optional: true },
    };
    static defaultProps = {
        inverse: "complaint_id",
        domain: "[]",
        context: "{}",
        isDocument: false,
    };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({ view: null });
        // the list keeps its title, pager and views apart from those of the form
        useSubEnv({ config: getDefaultConfig() });
        // values are replaced whenever the document is loaded or saved
        useEffect(
            () => {
                this.state.view = this.getViewProps();
            },
            () => [this.props.record.resId, this.props.record.data],
        );
    }

    getViewProps() {
        const { record, resModel, inverse, domain, readonly } = this.props;
        return markRaw({
            type: "list",
            jsClass: "complaint_part_list",
            resModel,
            views: [[false, "list"]],
            domain: Domain.and([
                [[inverse, "=", record.resId]],
                new Domain(domain).toList(record.evalContext),
            ]).toList(),
            context: this.getContext(),
            display: { controlPanel: {}, searchPanel: false },
            readonly,
            loadActionMenus: true,
            allowSelectors: !readonly && !this.env.isSmall,
            createRecord: () => this.open(),
            selectRecord: (resId) => this.open(resId),
            reloadDocument: () => this.reload(),
            // a line being edited is saved before the user leaves the form
            __beforeLeave__: this.env.__beforeLeave__,
        });
    }

    getContext() {
        const { record, inverse, context, readonly } = this.props;
        return makeContext(
            [
                { [`default_${inverse}`]: record.resId },
                context,
                readonly ? { create: false } : {},
            ],
            record.evalContext,
        );
    }

    /** Open one part, or an empty form for a new one. */
    async open(resId = false) {
        const { record, resModel, isDocument, title } = this.props;
        // as buttons of forms do: what was typed is there when the part looks at it
        if ((await record.isDirty()) && !(await record.save())) {
            return;
        }
        const context = this.getContext();
        if (isDocument) {
            await this.action.doAction({
                type: "ir.actions.act_window",
                res_model: resModel,
                res_id: resId,
                views: [[false, "form"]],
                context,
            });
        } else {
            this.dialog.add(
                FormViewDialog,
                { resModel, resId, context, title },
                { onClose: () => this.reload() },
            );
        }
    }

    /** Load document and parts again, unless something typed would be lost. */
    async reload() {
        if (await this.props.record.isDirty()) {
            this.state.view = this.getViewProps();
        } else {
            await this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("complaint_part_list", {
    component: PartList,
    extractProps: ({ attrs }) => ({
        resModel: attrs.res_model,
        inverse: attrs.inverse,
        domain: attrs.domain,
        context: attrs.context,
        title: attrs.string,
        isDocument: attrs.target === "current",
    }),
});
