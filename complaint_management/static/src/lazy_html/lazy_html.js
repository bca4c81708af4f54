import { Component, markup, useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * A computed HTML field that is read when its page of a notebook is opened, for what
 * takes too long to be computed with every form.
 */
export class LazyHtml extends Component {
    static template = "complaint_management.LazyHtml";
    static props = { ...standardWidgetProps, fieldName: String };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ html: "" });
        useEffect(
            () => {
                this.load();
            },
            () => [this.props.record.resId, this.props.record.data],
        );
    }

    async load() {
        const { record, fieldName } = this.props;
        if (record.resId) {
            const [values] = await this.orm.read(
                record.resModel,
                [record.resId],
                [fieldName],
            );
            this.state.html = markup(values[fieldName] || "");
        }
    }
}

registry.category("view_widgets").add("complaint_lazy_html", {
    component: LazyHtml,
    extractProps: ({ attrs }) => ({ fieldName: attrs.field }),
});
