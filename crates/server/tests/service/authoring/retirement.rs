//! Guides taken out of force, and where their addresses lead.

use onething_api::catalogue::{DocumentStatus, InUse, Retire, RetiredGuide};
use onething_api::guides::{GuideStatus, GuideView};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::authoring::DocumentKind;

use super::{edit_thing, open, path, publish};
use crate::world::{Client, MOTHER, Reply, World, id};

const FUND: &str = "公积金提取";
const THING: DocumentKind = DocumentKind::Thing;

async fn retire(client: &Client, thing: &str, successor: Option<&str>) -> Reply {
    let request =
        Retire {
            id: id(), successor: successor.map(str::to_owned), reason: "并入另一件事".into()
        };
    client.post(&path(paths::WORK_RETIREMENT, THING, thing), &request).await
}

async fn a_retired_guide_leads_to_its_successor_and_its_cases_go_on(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let mother = world.log_in(MOTHER).await;
    let filed = mother.file("fund-withdrawal", 0).await;
    retire(&editor, "fund-withdrawal", Some("utilities"))
        .await
        .expect(403)
        .problem(Code::Forbidden);
    for wrong in ["fund-withdrawal", "no-such-thing", "newborn-social-card"] {
        let reply = retire(&publisher, "fund-withdrawal", Some(wrong)).await.expect(422);
        assert_eq!(reply.problem(Code::WrongShape).field.as_deref(), Some("successor"));
    }
    retire(&publisher, "fund-withdrawal", Some("utilities")).await.expect(204);
    let gone = world.nobody().get(&fill(paths::GUIDE, &["fund-withdrawal"])).await.expect(410);
    gone.problem(Code::GuideRetired);
    let gone: RetiredGuide = gone.json();
    assert_eq!((gone.version, gone.name.zh.as_str()), (1, FUND));
    assert_eq!(gone.successor.unwrap().thing, "utilities");
    let deep: GuideView =
        mother.get(&fill(paths::GUIDE_VERSION, &["fund-withdrawal", "1"])).await.expect(200).json();
    assert_eq!(deep.status, GuideStatus::Retired, "the page says so");
    assert_eq!(mother.case(&filed.number).await.submission.version, 1);
    retire(&publisher, "fund-withdrawal", None).await.expect(404);

    retire(&publisher, "utilities", Some("marriage")).await.expect(204);
    let gone: RetiredGuide =
        mother.get(&fill(paths::GUIDE, &["fund-withdrawal"])).await.expect(410).json();
    assert_eq!(gone.successor.unwrap().thing, "marriage", "from successor to successor");

    let view = open(&editor, THING, "fund-withdrawal").await;
    assert_eq!(view.status, DocumentStatus::Retired);
    let view =
        edit_thing(&editor, "fund-withdrawal", |thing| thing.title.zh = "取公积金".into()).await;
    publish(&editor, &publisher, &[&view]).await;
    let back = mother.guide("fund-withdrawal").await;
    assert_eq!((back.version, back.guide.title.zh.as_str()), (2, "取公积金"), "offered again");
}

async fn a_thing_to_which_others_lead_stays(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let view = edit_thing(&editor, "fund-withdrawal", |thing| {
        thing.stops[0].thing = "utilities".into();
    });
    publish(&editor, &publisher, &[&view.await]).await;
    let refused = retire(&publisher, "utilities", Some("marriage")).await.expect(409);
    let refused: InUse = refused.json();
    assert_eq!(refused.used_by[0].thing, "fund-withdrawal");
    assert_eq!(refused.problem.code, Code::InUse);
    world.nobody().guide("utilities").await;
}

on_both!(
    a_retired_guide_leads_to_its_successor_and_its_cases_go_on,
    a_thing_to_which_others_lead_stays,
);
