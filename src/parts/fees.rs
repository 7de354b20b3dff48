//! What it costs, by which rule.

use leptos::prelude::*;
use onething_domain::{
    fee::{Amount, Fee},
    guide::Guide,
};

use crate::{
    i18n::{money, pick, t, tr},
    ui::Table,
};

/// The fees that apply or may apply, each with its rule.
pub fn fees(guide: &Guide, fees: &[&Fee]) -> AnyView {
    if fees.is_empty() {
        return view! { <p>{t("fees.none")}</p> }.into_any();
    }
    let rows = fees.iter().map(|fee| row(guide, fee)).collect();
    let heads = vec![t("fees.what"), t("fees.amount"), t("fees.basis")];
    view! { <Table caption=t("guide.fees") heads=heads rows=rows /> }.into_any()
}

fn row(guide: &Guide, fee: &Fee) -> Vec<AnyView> {
    let item = guide.node(&fee.item).map(|node| pick(&node.item.name)).unwrap_or_default();
    let depends =
        fee.when.is_some().then(|| view! { <p class="soft small">{t("fees.depends")}</p> });
    vec![
        view! { <p>{pick(&fee.name)}</p><p class="soft small">{item}</p> }.into_any(),
        view! { <strong class="number">{amount(guide, &fee.amount)}</strong>{depends} }.into_any(),
        pick(&fee.basis).into_any(),
    ]
}

/// "80.00 元", "成交价的 1.5%".
fn amount(guide: &Guide, amount: &Amount) -> String {
    match amount {
        Amount::Fixed { cents } => money(*cents),
        Amount::Rate { of, basis_points } => {
            let of = guide.field(of).map(|field| pick(&field.label)).unwrap_or_default();
            tr("fees.rate", &[("of", &of), ("percent", &percent(*basis_points))])
        }
    }
}

/// Hundredths of a percent without needless zeros: 150 is "1.5".
fn percent(basis_points: i64) -> String {
    let text = format!("{}.{:02}", basis_points / 100, basis_points % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_are_written_without_needless_zeros() {
        assert_eq!(
            [percent(100), percent(150), percent(5), percent(2_000)],
            ["1", "1.5", "0.05", "20"]
        );
    }
}
