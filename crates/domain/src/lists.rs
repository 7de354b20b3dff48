//! The named lists (马上办 网上办 一次办 审批不见面 仅跑一次 秒批 …, G5) in which a guide stands. What follows
//! from the items is computed here and never typed in; the rest (就近办, 全市通办) is the city's word.

use crate::guide::{Guide, Node};
use crate::item::Kind;
use crate::thing::DeliveryKind;

/// Codes of table `list` that follow from the items.
pub const COMPUTED: [&str; 6] = ["now", "online", "once", "faceless", "one_visit", "instant"];

/// The lists of a guide: those that follow from its items, then the thing's own.
pub fn of(guide: &Guide, own: &[String]) -> Vec<String> {
    let computed = COMPUTED.into_iter().filter(|list| follows(list, guide)).map(str::to_owned);
    let own = own.iter().filter(|list| !COMPUTED.contains(&list.as_str())).cloned();
    computed.chain(own).collect()
}

fn follows(list: &str, guide: &Guide) -> bool {
    let mut core = core(guide).peekable();
    let has_core = core.peek().is_some();
    match list {
        // Everything that people surely come for is done on the spot.
        "now" => has_core && core.all(|node| node.item.kind == Kind::Immediate),
        // A rule decides everything that people surely come for.
        "instant" => has_core && core.all(|node| node.item.instant.is_some()),
        "online" => online(guide),
        // One application for what used to be several.
        "once" => guide.nodes.len() > 1,
        "faceless" => {
            let comes =
                |way: &DeliveryKind| matches!(way, DeliveryKind::Post | DeliveryKind::Electronic);
            online(guide) && guide.delivery.iter().any(comes)
        }
        "one_visit" => guide.figures.visits.after <= 1,
        _ => false,
    }
}

/// What people surely come for: the first item and all that are always part of the thing. None where
/// every item depends on the situation.
fn core(guide: &Guide) -> impl Iterator<Item = &Node> {
    let any = guide.nodes.iter().any(|node| node.when.is_none());
    guide
        .nodes
        .iter()
        .enumerate()
        .filter(move |(place, node)| any && (*place == 0 || node.when.is_none()))
        .map(|(_, node)| node)
}

fn online(guide: &Guide) -> bool {
    guide.figures.visits.after == 0
}
