//! Notices: written by one, published by another, read by everyone; results and intermediary services.

use chrono::TimeDelta;
use onething_api::notices::{
    Around, NewNotice, NoticeAct, NoticeList, NoticePreview, NoticeRows, NoticeState, NoticeView,
    NoticeWork, PublishNotice, ResultList, ServiceList, StaleNotice, WithdrawNotice,
};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::notice::{Notice, NoticeFaultCode, NoticeKind};
use onething_domain::prose::Mark;
use onething_domain::text::Text;
use onething_server::city::import::{ImportError, import};
use onething_server::{audit, exec};
use serde::Serialize;

use crate::content::{change, copy};
use crate::world::{Client, MOTHER, Reply, World, id};

fn reading() -> Notice {
    Notice {
        kind: NoticeKind::Reading,
        department: "health".into(),
        title: Text::new("出生证网上办解读", "Birth certificates on line"),
        summary: Text::zh("出院前就能办好"),
        things: vec!["newborn".into()],
        body: Text::zh("## 怎么办\n\n在[指南](/guides/newborn)里申请。"),
    }
}

async fn begun(editor: &Client, notice: &Notice) -> NoticeWork {
    let new = NewNotice { id: id(), notice: notice.clone() };
    editor.post(paths::WORK_NOTICES, &new).await.expect(201).json()
}

async fn over(
    client: &Client,
    method: &str,
    path: &str,
    known: &NoticeWork,
    body: &impl Serialize,
) -> Reply {
    let tag = format!("\"{}\"", known.revision);
    let headers = [("content-type", "application/json"), ("if-match", tag.as_str())];
    let path = fill(path, &[&known.id]);
    client.call(method, &path, &headers, serde_json::to_vec(body).unwrap()).await
}

async fn ids(world: &World, query: &str) -> Vec<String> {
    let path = format!("{}?{query}", paths::NOTICES);
    let list: NoticeList = world.nobody().get(&path).await.expect(200).json();
    list.notices.into_iter().map(|notice| notice.id).collect()
}

async fn the_citys_notices_are_read_newest_first_and_by_kind_department_and_guide(world: World) {
    let all = ids(&world, "").await;
    assert_eq!(all[..2], ["enrolment-2026", "newborn-allowance-2026"]);
    assert!(!all.contains(&"talent-rules-draft".to_owned()), "a draft is staff's");
    assert!(!all.contains(&"property-upgrade-night".to_owned()), "it was withdrawn");
    assert_eq!(ids(&world, "department=civil").await, ["marriage-booking", "senior-card-instant"]);
    assert_eq!(ids(&world, "thing=open-restaurant").await, ["restaurant-promise"]);
    assert!(!ids(&world, "kind=notice").await.contains(&"restaurant-promise".to_owned()));
    world
        .nobody()
        .get(&format!("{}?kind=rumour", paths::NOTICES))
        .await
        .expect(400)
        .problem(Code::BadParameter);
    let nobody = world.nobody();
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{}?limit=2&cursor={cursor}", paths::NOTICES);
        let page: NoticeList = nobody.get(&path).await.expect(200).json();
        assert!(page.departments.iter().any(|department| department.id == "civil"));
        seen.extend(page.notices.into_iter().map(|notice| notice.id));
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(seen, all, "page by page");
    let view: NoticeView =
        nobody.get(&fill(paths::NOTICE, &["newborn-allowance-2026"])).await.expect(200).json();
    assert_eq!(view.things[0].id, "newborn");
    assert_eq!(view.body.zh[0].mark, Mark::Heading);
    assert!(view.body.zh.iter().any(|part| part.mark == Mark::Table) && !view.body.en.is_empty());
    for hidden in ["talent-rules-draft", "property-upgrade-night", "nothing"] {
        nobody.get(&fill(paths::NOTICE, &[hidden])).await.expect(404).problem(Code::NotFound);
    }
}

async fn a_guide_shows_what_stands_around_it(world: World) {
    let nobody = world.nobody();
    let around = async |thing: &str| -> Around {
        nobody.get(&fill(paths::AROUND, &[thing])).await.expect(200).json()
    };
    let restaurant = around("open-restaurant").await;
    assert_eq!(restaurant.notices[0].id, "restaurant-promise");
    assert_eq!(restaurant.services[0].service.id, "fire-test");
    let firms = &restaurant.services[0].agencies;
    assert!(firms.len() > 1 && firms[0].days <= firms[1].days, "the quickest first");
    assert!(firms.iter().all(|firm| firm.days <= restaurant.services[0].service.days));
    assert!(around("marriage").await.services.is_empty());
    nobody.get(&fill(paths::AROUND, &["nothing"])).await.expect(404);
    let all: ServiceList = nobody.get(paths::INTERMEDIARIES).await.expect(200).json();
    assert!(all.services.len() >= 8);
    let path = format!("{}?department=fire", paths::INTERMEDIARIES);
    let of_fire: ServiceList = nobody.get(&path).await.expect(200).json();
    assert_eq!(of_fire.services.len(), 1);
    let path = format!("{}?thing=construction-project", paths::INTERMEDIARIES);
    let of_project: ServiceList = nobody.get(&path).await.expect(200).json();
    assert!(of_project.services.len() >= 5);
}

async fn one_writes_and_another_publishes(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let draft = begun(&editor, &reading()).await;
    assert_eq!(
        (draft.state, draft.own, &draft.may[..]),
        (NoticeState::Draft, true, &[NoticeAct::Write][..])
    );
    over(&editor, "POST", paths::NOTICE_PUBLICATION, &draft, &PublishNotice::default())
        .await
        .expect(403);
    world.nobody().get(&fill(paths::NOTICE, &[&draft.id])).await.expect(404);
    let seen: NoticeWork =
        publisher.get(&fill(paths::WORK_NOTICE, &[&draft.id])).await.expect(200).json();
    assert_eq!(seen.may, [NoticeAct::Publish]);

    let passed = PublishNotice { at: Some(world.app.clock.now()) };
    over(&publisher, "POST", paths::NOTICE_PUBLICATION, &seen, &passed)
        .await
        .expect(422)
        .problem(Code::HasFindings);
    let at = world.app.clock.now() + TimeDelta::hours(3);
    let later = PublishNotice { at: Some(at) };
    let scheduled: NoticeWork =
        over(&publisher, "POST", paths::NOTICE_PUBLICATION, &seen, &later).await.expect(200).json();
    assert_eq!((scheduled.state, scheduled.published_at), (NoticeState::Scheduled, Some(at)));
    assert!(!ids(&world, "thing=newborn").await.contains(&draft.id));
    world.pass(TimeDelta::hours(3));
    assert!(ids(&world, "thing=newborn").await.contains(&draft.id), "by itself, at its time");

    let longer = Notice { body: Text::zh("改过的正文"), ..reading() };
    let written: NoticeWork =
        over(&editor, "PUT", paths::WORK_NOTICE, &scheduled, &longer).await.expect(200).json();
    assert!(written.changed && written.state == NoticeState::Published);
    let read: NoticeView =
        world.nobody().get(&fill(paths::NOTICE, &[&draft.id])).await.expect(200).json();
    assert_eq!(read.body.zh[0].mark, Mark::Heading, "people still read what was published");
    let later = PublishNotice { at: Some(at + TimeDelta::hours(9)) };
    over(&publisher, "POST", paths::NOTICE_PUBLICATION, &written, &later).await.expect(422);
    over(&publisher, "POST", paths::NOTICE_PUBLICATION, &written, &PublishNotice::default())
        .await
        .expect(200);
    let read: NoticeView =
        world.nobody().get(&fill(paths::NOTICE, &[&draft.id])).await.expect(200).json();
    assert_eq!(read.body.zh[0].parts[0].text, "改过的正文");
    assert!(read.corrected_at.is_some() && read.head.published_at == at);

    let now: NoticeWork =
        publisher.get(&fill(paths::WORK_NOTICE, &[&draft.id])).await.expect(200).json();
    assert_eq!(now.may, [NoticeAct::Withdraw]);
    let empty = WithdrawNotice { reason: " ".into() };
    over(&publisher, "POST", paths::NOTICE_WITHDRAWAL, &now, &empty)
        .await
        .expect(422)
        .problem(Code::WrongShape);
    let why = WithdrawNotice { reason: "政策调整".into() };
    let gone: NoticeWork =
        over(&publisher, "POST", paths::NOTICE_WITHDRAWAL, &now, &why).await.expect(200).json();
    assert_eq!(gone.state, NoticeState::Withdrawn);
    world.nobody().get(&fill(paths::NOTICE, &[&draft.id])).await.expect(404);
    let acts: Vec<&str> = gone.history.iter().map(|entry| entry.act.as_str()).collect();
    assert_eq!(acts, ["withdrawn", "published", "written", "published", "created"]);
    assert_eq!((gone.history[0].who.as_str(), gone.history[0].note.as_str()), ("邹静", "政策调整"));
}

async fn a_stale_write_changes_nothing_and_loses_nothing(world: World) {
    let editor = world.staff("editor").await;
    let first = begun(&editor, &reading()).await;
    let mine = Notice { summary: Text::zh("我的"), ..reading() };
    let theirs = Notice { summary: Text::zh("别人的"), ..reading() };
    over(&editor, "PUT", paths::WORK_NOTICE, &first, &theirs).await.expect(200);
    let refused = over(&editor, "PUT", paths::WORK_NOTICE, &first, &mine).await.expect(412);
    refused.problem(Code::StaleRevision);
    let stale: StaleNotice = refused.json();
    assert_eq!(stale.current.notice, theirs, "the answer carries what is written now");
    let publisher = world.staff("publisher").await;
    let path = paths::NOTICE_PUBLICATION;
    over(&publisher, "POST", path, &first, &PublishNotice::default()).await.expect(412);
    let saved: NoticeWork =
        over(&editor, "PUT", paths::WORK_NOTICE, &stale.current, &mine).await.expect(200).json();
    assert_eq!(saved.notice, mine);
    editor.put(&fill(paths::WORK_NOTICE, &[&first.id]), &mine, &[]).await.expect(428);

    let new = NewNotice { id: id(), notice: reading() };
    editor.post(paths::WORK_NOTICES, &new).await.expect(201);
    editor.post(paths::WORK_NOTICES, &new).await.expect(200);
    let other = NewNotice { notice: mine, ..new };
    editor.post(paths::WORK_NOTICES, &other).await.expect(409).problem(Code::IdReused);
}

async fn what_could_do_harm_is_named_and_never_published(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let evil = Notice {
        title: Text::zh("<script>alert(1)</script>"),
        body: Text::zh("正文\n\n<script>alert(1)</script>\n\n[点](javascript:alert(1))"),
        ..reading()
    };
    let preview: NoticePreview = editor.post(paths::NOTICE_PREVIEW, &evil).await.expect(200).json();
    let found: Vec<(u32, NoticeFaultCode)> =
        preview.faults.iter().map(|fault| (fault.line, fault.code)).collect();
    assert_eq!(found, [(3, NoticeFaultCode::Html), (5, NoticeFaultCode::Address)]);
    assert!(!format!("{:?}", preview.body).contains("Link"), "no such link comes out");
    let draft = begun(&editor, &evil).await;
    assert_eq!(draft.faults.len(), 2);
    let seen: NoticeWork =
        publisher.get(&fill(paths::WORK_NOTICE, &[&draft.id])).await.expect(200).json();
    assert!(seen.may.is_empty());
    let refused =
        over(&publisher, "POST", paths::NOTICE_PUBLICATION, &seen, &PublishNotice::default()).await;
    let problem = refused.expect(422).problem(Code::HasFindings);
    assert_eq!(problem.field.as_deref(), Some("body.zh"));
    assert!(problem.detail.unwrap_or_default().contains("line 3"));

    let unfinished = Notice { things: Vec::new(), summary: Text::default(), ..reading() };
    assert_eq!(begun(&editor, &unfinished).await.faults.len(), 2, "unfinished work is kept");
    let long = Notice { body: Text::zh("x".repeat(200_000)), ..reading() };
    let new = NewNotice { id: id(), notice: long };
    editor.post(paths::WORK_NOTICES, &new).await.expect(422).problem(Code::HasFindings);
    let huge = Notice { body: Text::zh("x".repeat(10_000_000)), ..reading() };
    let new = NewNotice { id: id(), notice: huge };
    editor.post(paths::WORK_NOTICES, &new).await.expect(413).problem(Code::TooLarge);
}

async fn broken_files_are_named_with_their_line_and_nothing_is_imported(world: World) {
    let before = ids(&world, "").await;
    for (file, from, to, line, told) in [
        ("notices/enrolment-2026.md", "kind = \"notice\"", "kind = \"rumour\"", 2, "rumour"),
        (
            "notices/enrolment-2026.md",
            "## 时间安排",
            "<script>x</script>",
            15,
            "body.zh holds HTML",
        ),
        ("notices/enrolment-2026.md", "(/guides/school-enrolment)", "(javascript:x)", 29, "link"),
        ("notices/enrolment-2026.md", "\"school-enrolment\"", "\"moon\"", 4, "does not exist"),
        ("notices/enrolment-2026.md", "+++\nkind", "kind", 1, "front matter"),
        ("intermediaries.toml", "\"eia-approval\"", "\"moon\"", 8, "moon"),
        ("intermediaries.toml", "days = 18", "days = 99", 91, "more days"),
    ] {
        let folder = copy(&world);
        change(&folder.join(file), from, to);
        let Err(ImportError::Faults(faults)) = import(&world.app, &folder).await else {
            panic!("{to} is imported");
        };
        let fault =
            faults.iter().find(|fault| fault.file.ends_with(file)).expect("the file is named");
        assert!(fault.message.contains(told), "{fault}");
        assert!(fault.line == line && !fault.remedy.is_empty(), "{fault}");
    }
    assert_eq!(ids(&world, "").await, before);
}

async fn an_import_leaves_what_staff_have_made_of_a_notice(world: World) {
    let (editor, publisher) = (world.staff("editor").await, world.staff("publisher").await);
    let path = fill(paths::WORK_NOTICE, &["senior-card-instant"]);
    let known: NoticeWork = editor.get(&path).await.expect(200).json();
    let mut notice = known.notice.clone();
    notice.title.zh = "改过的标题".into();
    let written: NoticeWork =
        over(&editor, "PUT", paths::WORK_NOTICE, &known, &notice).await.expect(200).json();
    over(&publisher, "POST", paths::NOTICE_PUBLICATION, &written, &PublishNotice::default())
        .await
        .expect(200);
    let own = begun(&editor, &reading()).await;
    let folder = copy(&world);
    assert!(import(&world.app, &folder).await.unwrap().changed.is_empty());
    let kept: NoticeWork = editor.get(&path).await.expect(200).json();
    assert_eq!(kept.notice.title.zh, "改过的标题");
    editor.get(&fill(paths::WORK_NOTICE, &[&own.id])).await.expect(200);
    change(&folder.join("notices/senior-card-instant.md"), "也能替老人办", "也可以替老人办");
    let report = import(&world.app, &folder).await.unwrap();
    assert_eq!(report.changed, ["notice senior-card-instant"]);
    let replaced: NoticeWork = editor.get(&path).await.expect(200).json();
    assert!(replaced.notice.title.zh.contains("也可以替老人办"));
    assert_eq!(replaced.history[0].act, "imported");
}

async fn a_reading_outlives_the_thing_that_it_explains(world: World) {
    let publisher = world.staff("publisher").await;
    let list: NoticeList = world.nobody().get(paths::NOTICES).await.expect(200).json();
    let mut read = None;
    for row in &list.notices {
        let path = fill(paths::NOTICE, &[&row.id]);
        let view: NoticeView = world.nobody().get(&path).await.expect(200).json();
        if row.kind == NoticeKind::Reading && view.things.len() == 1 {
            read = Some((row.id.clone(), view.things[0].id.clone()));
        }
    }
    let (reading, thing) = read.expect("a reading of one thing");
    let retire =
        onething_api::catalogue::Retire {
            id: id(), successor: None, reason: "不再办理".into()
        };
    let at = fill(paths::WORK_RETIREMENT, &["thing", &thing]);
    publisher.post(&at, &retire).await.expect(204);
    let out = world.folder.join("out");
    onething_server::city::export::export(&world.app, &out).await.unwrap();
    let file = std::fs::read_to_string(out.join(format!("notices/{reading}.md"))).unwrap();
    assert!(file.contains(&format!("retired = [\"{thing}\"]")), "{file}");
    let other = World::sqlite().await;
    let people = crate::world::demo_city().join("people.toml");
    std::fs::copy(people, out.join("people.toml")).unwrap();
    import(&other.app, &out).await.unwrap_or_else(|error| panic!("{error}"));
    other.nobody().get(&fill(paths::NOTICE, &[&reading])).await.expect(200);
}

async fn only_their_own_departments_staff_see_a_notice_and_citizens_none(world: World) {
    let editor = world.staff("editor").await;
    let draft = begun(&editor, &reading()).await;
    let rows: NoticeRows = editor.get(paths::WORK_NOTICES).await.expect(200).json();
    assert_eq!(rows.rows[0].id, draft.id);
    assert!(rows.departments.len() > 20);
    for id in ["clerk-1", "health-reviewer", "supervisor"] {
        let other = world.staff(id).await;
        other.get(&fill(paths::WORK_NOTICE, &[&draft.id])).await.expect(403);
    }
    let mut tx = world.app.db.write().await.unwrap();
    exec!(&mut tx, "UPDATE staff SET department = $1 WHERE id = $2", "police", "editor").unwrap();
    tx.commit().await.unwrap();
    editor.get(&fill(paths::WORK_NOTICE, &[&draft.id])).await.expect(404);
    let new = NewNotice { id: id(), notice: reading() };
    editor.post(paths::WORK_NOTICES, &new).await.expect(403);
}

async fn tampering_with_a_notice_shows(world: World) {
    let editor = world.staff("editor").await;
    let draft = begun(&editor, &reading()).await;
    assert!(audit::verify(&world.app).await.unwrap().faults.is_empty());
    let mut tx = world.app.db.write().await.unwrap();
    exec!(&mut tx, "UPDATE notice SET written = $1 WHERE id = $2", "{}", &draft.id).unwrap();
    exec!(&mut tx, "UPDATE notice_event SET note = $1 WHERE notice = $2", "x", "enrolment-2026")
        .unwrap();
    tx.commit().await.unwrap();
    let faults = audit::verify(&world.app).await.unwrap().faults;
    let named: Vec<&str> = faults.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(named, [format!("notice {}", draft.id).as_str(), "notice enrolment-2026"]);
}

async fn results_are_published_with_covered_names_and_only_where_content_says_so(world: World) {
    let agent = world.agent().await;
    let restaurant = agent.file("open-restaurant", 0).await;
    let clerk = world.staff("clerk-1").await;
    clerk.command(&restaurant.number, onething_domain::case::Command::Accept {}).await;
    world.work_through(&restaurant.number, &[]).await;
    let mother = world.log_in(MOTHER).await;
    let newborn = mother.file("newborn", 0).await;
    clerk.command(&newborn.number, onething_domain::case::Command::Accept {}).await;
    world.work_through(&newborn.number, &[]).await;
    let list: ResultList = world.nobody().get(paths::RESULTS).await.expect(200).json();
    assert!(!list.results.is_empty());
    assert!(
        list.results.iter().all(|result| result.number == restaurant.number),
        "{:?}",
        list.results
    );
    let permit =
        list.results.iter().find(|result| result.item.zh == "食品经营许可").expect("the permit");
    assert!(
        permit.holder.contains("公司") && permit.document_number.starts_with("JY"),
        "{permit:?}"
    );
    let department = format!("{}?department=market", paths::RESULTS);
    let of_market: ResultList = world.nobody().get(&department).await.expect(200).json();
    assert!(
        of_market.results.iter().all(|result| result.department.zh == "市监局"),
        "{of_market:?}"
    );
    assert!(of_market.departments.iter().any(|department| department.id == "market"));
    audit::rebuild(&world.app).await.unwrap();
    assert_eq!(world.nobody().get(paths::RESULTS).await.expect(200).json::<ResultList>(), list);
}

on_both!(
    the_citys_notices_are_read_newest_first_and_by_kind_department_and_guide,
    a_guide_shows_what_stands_around_it,
    one_writes_and_another_publishes,
    a_stale_write_changes_nothing_and_loses_nothing,
    what_could_do_harm_is_named_and_never_published,
    broken_files_are_named_with_their_line_and_nothing_is_imported,
    an_import_leaves_what_staff_have_made_of_a_notice,
    a_reading_outlives_the_thing_that_it_explains,
    only_their_own_departments_staff_see_a_notice_and_citizens_none,
    tampering_with_a_notice_shows,
    results_are_published_with_covered_names_and_only_where_content_says_so,
);
