//! Queues as their address asks for them: filters, order, people who are looked for, views that are kept (C10).

use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_api::work::{
    Colleagues, Desk, FoundPeople, PersonKey, PersonSearch, Queue, QueueSort, SavedView,
    SavedViews, VIEWS,
};
use onething_domain::case::{Command, Mark};
use onething_server::{all, jobs};

use crate::world::{BUYER, Client, MOTHER, World, id};

async fn queue(client: &Client, query: &str) -> Queue {
    client.get(&format!("{}{query}", paths::QUEUE)).await.expect(200).json()
}

async fn numbers(client: &Client, query: &str) -> Vec<String> {
    queue(client, query).await.rows.into_iter().map(|row| row.number).collect()
}

fn take(item: Option<&str>, to: &str) -> Command {
    Command::Assign {
        item: item.map(str::to_owned),
        to: Some(to.to_owned()),
        reason: String::new(),
    }
}

async fn filters_narrow_each_desk(world: World) {
    let first = world.log_in(MOTHER).await.file("newborn", 0).await.number;
    world.pass(chrono::TimeDelta::days(4));
    let (mother, buyer) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    jobs::do_due(&world.app).await.unwrap(); // lights turn by themselves
    let second = mother.file("newborn", 1).await.number;
    let home = buyer.file("second-hand-home", 0).await.number; // unpaid: not at the intake yet
    let clerk = world.staff("clerk-1").await;
    for (query, wanted) in [
        ("?desk=intake", vec![&first, &second]),
        ("?desk=intake&sort=newest", vec![&second, &first]),
        ("?desk=intake&sort=urgent", vec![&first, &second]),
        ("?desk=intake&light=yellow", vec![&first]),
        ("?desk=intake&light=green", vec![&second]),
        ("?desk=intake&light=red", vec![]),
        ("?desk=intake&from=2026-03-03", vec![&second]),
        ("?desk=intake&until=2026-03-02", vec![&first]),
        ("?desk=intake&from=2026-03-02&until=2026-03-06", vec![&first, &second]),
        ("?desk=intake&thing=second-hand-home", vec![]),
        ("?desk=all", vec![&home, &second, &first]),
        ("?desk=all&sort=oldest&status=received", vec![&first, &second]),
        ("?desk=all&sort=urgent", vec![&first, &second]),
        ("?desk=all&thing=second-hand-home", vec![&home]),
        ("?desk=all&status=unpaid", vec![&home]),
        ("?desk=all&light=yellow", vec![&first]),
    ] {
        assert_eq!(numbers(&clerk, query).await.iter().collect::<Vec<_>>(), wanted, "{query}");
    }
    assert_eq!(queue(&clerk, "").await.sort, QueueSort::Oldest);
    clerk.command(&first, Command::Accept {}).await;
    let supervisor = world.staff("supervisor").await;
    assert_eq!(
        numbers(&supervisor, "?desk=all&department=health").await,
        std::slice::from_ref(&first)
    );
    assert!(numbers(&supervisor, "?desk=all&department=tax").await.is_empty(), "not accepted");
    let reviewer = world.staff("health-reviewer").await;
    assert_eq!(numbers(&reviewer, "?desk=all&status=accepted").await, std::slice::from_ref(&first));
    assert_eq!(
        numbers(&reviewer, "?desk=tasks&task_status=open").await,
        std::slice::from_ref(&first)
    );
    assert!(numbers(&reviewer, "?desk=tasks&task_status=paused").await.is_empty());
}

async fn what_somebody_has_and_what_is_marked_is_found(world: World) {
    let mother = world.log_in(MOTHER).await;
    let (first, second) =
        (mother.file("newborn", 0).await.number, mother.file("newborn", 1).await.number);
    let (clerk, other) = (world.staff("clerk-1").await, world.staff("clerk-2").await);
    clerk.command(&first, take(None, "clerk-1")).await;
    let mark =
        Command::SetMark { mark: Mark::GreenChannel, on: true, reason: "行动不便".into() };
    clerk.command(&second, mark).await;
    let owner = Command::NameOwner { to: "clerk-2".into(), reason: String::new() };
    clerk.command(&second, owner).await;
    for (who, query, wanted) in [
        (&clerk, "?desk=intake&holder=mine", vec![&first]),
        (&other, "?desk=intake&holder=mine", vec![]),
        (&other, "?desk=intake&holder=nobody", vec![&second]),
        (&other, "?desk=intake&colleague=clerk-1", vec![&first]),
        (&other, "?desk=intake&holder=owned", vec![&second]),
        (&other, "?desk=all&holder=owned", vec![&second]),
        (&clerk, "?desk=intake&mark=green_channel", vec![&second]),
        (&clerk, "?desk=all&mark=green_channel", vec![&second]),
        (&clerk, "?desk=all&mark=errand", vec![]),
    ] {
        assert_eq!(numbers(who, query).await.iter().collect::<Vec<_>>(), wanted, "{query}");
    }
    let rows = queue(&other, "?desk=intake").await.rows;
    assert_eq!(rows[0].holder.as_ref().unwrap().name, "周婷");
    assert_eq!(
        (rows[1].holder.as_ref(), rows[1].marks.as_slice()),
        (None, &[Mark::GreenChannel][..])
    );
    clerk.command(&first, Command::Accept {}).await;
    let reviewer = world.staff("health-reviewer").await;
    let item = "birth-certificate";
    assert_eq!(numbers(&reviewer, "?desk=tasks&holder=nobody").await, std::slice::from_ref(&first));
    reviewer.command(&first, take(Some(item), "health-reviewer")).await;
    assert_eq!(numbers(&reviewer, "?desk=tasks&holder=mine").await, std::slice::from_ref(&first));
    assert_eq!(numbers(&reviewer, "?desk=all&holder=mine").await, std::slice::from_ref(&first));
    let path = format!("{}?department=health", paths::WORK_COLLEAGUES);
    let list: Colleagues = reviewer.get(&path).await.expect(200).json();
    let mine = list.colleagues.iter().find(|row| row.colleague.id == "health-reviewer").unwrap();
    assert_eq!((mine.open, list.colleagues.len()), (1, 2), "{list:?}");
    let clerks: Colleagues = clerk.get(paths::WORK_COLLEAGUES).await.expect(200).json();
    assert!(clerks.colleagues.iter().all(|row| row.colleague.id.starts_with("clerk")));
    let own: Colleagues = reviewer.get(paths::WORK_COLLEAGUES).await.expect(200).json();
    assert_eq!(own, list, "their own department where none is named");
    let path = format!("{}?department=police", paths::WORK_COLLEAGUES);
    reviewer.get(&path).await.expect(403).problem(Code::Forbidden);
}

async fn filters_that_say_nothing_are_refused(world: World) {
    let clerk = world.staff("clerk-1").await;
    let reviewer = world.staff("health-reviewer").await;
    for (who, query, field) in [
        (&clerk, "?desk=intake&status=received", "status"),
        (&clerk, "?desk=intake&task_status=open", "task_status"),
        (&clerk, "?desk=intake&department=health", "department"),
        (&reviewer, "?desk=all&department=police", "department"),
        (&reviewer, "?desk=all&sort=urgent", "sort"),
        (&clerk, "?desk=all&search=none", "search"),
        (&clerk, "?desk=all&light=blue", "light"),
        (&clerk, "?desk=all&from=yesterday", "from"),
        (&clerk, "?desk=all&colour=blue", "colour"),
    ] {
        let path = format!("{}{query}", paths::QUEUE);
        let problem = who.get(&path).await.expect(400).problem(Code::BadParameter);
        assert_eq!(problem.field.as_deref(), Some(field), "{query}: {problem:?}");
    }
    let mother = world.log_in(MOTHER).await;
    mother.file("newborn", 0).await;
    mother.file("newborn", 1).await;
    let next = queue(&clerk, "?desk=intake&limit=1").await.next.unwrap();
    assert_eq!(queue(&clerk, &format!("?desk=intake&cursor={next}")).await.rows.len(), 1);
    for query in ["?desk=all", "?desk=intake&sort=urgent"] {
        let path = format!("{}{query}&cursor={next}", paths::QUEUE);
        let problem = clerk.get(&path).await.expect(400).problem(Code::BadParameter);
        assert_eq!(problem.field.as_deref(), Some("cursor"), "another list's cursor");
    }
}

async fn look(client: &Client, by: PersonKey, text: &str) -> FoundPeople {
    let asked = PersonSearch { by, text: text.to_owned() };
    client.post(paths::WORK_SEARCHES, &asked).await.expect(201).json()
}

async fn people_are_found_by_phone_and_name_and_it_is_written_down(world: World) {
    let (mother, buyer) = (world.log_in(MOTHER).await, world.log_in(BUYER).await);
    let number = mother.file("newborn", 0).await.number;
    buyer.file("second-hand-home", 0).await;
    let clerk = world.staff("clerk-1").await;
    for (by, text) in [
        (PersonKey::Phone, "138 0000 0001"),
        (PersonKey::Name, "林悦"),
        (PersonKey::Name, " 林 悦 "),
    ] {
        let found = look(&clerk, by, text).await;
        assert_eq!((found.people, found.more), (1, false), "{text}");
        let query = format!("?desk=all&search={}", found.search);
        assert_eq!(numbers(&clerk, &query).await, std::slice::from_ref(&number), "{text}");
    }
    let nobody = look(&clerk, PersonKey::Name, "查无").await;
    assert_eq!(nobody.people, 0);
    assert!(numbers(&clerk, &format!("?desk=all&search={}", nobody.search)).await.is_empty());
    let part = look(&clerk, PersonKey::Name, "国强").await;
    assert_eq!(part.people, 1, "a part of 孙国强");
    for (by, text) in
        [(PersonKey::Phone, "1380000"), (PersonKey::Name, "林"), (PersonKey::Name, "  ")]
    {
        let asked = PersonSearch { by, text: text.to_owned() };
        let reply = clerk.post(paths::WORK_SEARCHES, &asked).await.expect(422);
        assert_eq!(reply.problem(Code::WrongShape).field.as_deref(), Some("text"), "{text}");
    }

    let mine = look(&clerk, PersonKey::Phone, MOTHER).await;
    let path = format!("{}?desk=all&search={}", paths::QUEUE, mine.search);
    let other = world.staff("clerk-2").await;
    other.get(&path).await.expect(400).problem(Code::BadParameter);
    let reviewer = world.staff("health-reviewer").await;
    let theirs = look(&reviewer, PersonKey::Phone, MOTHER).await;
    let query = format!("?desk=all&search={}", theirs.search);
    assert!(numbers(&reviewer, &query).await.is_empty(), "found, but no case that is theirs");
    clerk.command(&number, Command::Accept {}).await;
    assert_eq!(numbers(&reviewer, &query).await, std::slice::from_ref(&number));
    assert_eq!(numbers(&reviewer, &format!("?desk=tasks&search={}", theirs.search)).await.len(), 1);

    let mut tx = world.app.db.read().await.unwrap();
    let log = all!(
        &mut tx,
        (String, String, String),
        "SELECT person_search.staff, person_search.kind, person_search_hit.person FROM person_search
         JOIN person_search_hit ON person_search_hit.search = person_search.id WHERE person = 'lin-yue'"
    )
    .unwrap();
    assert_eq!(log.len(), 5, "{log:?}");
    assert!(log.contains(&("health-reviewer".into(), "phone".into(), "lin-yue".into())));
    drop(tx);
    world.pass(chrono::TimeDelta::minutes(61));
    clerk.get(&path).await.expect(400).problem(Code::BadParameter);
}

async fn nobody_goes_through_a_city_name_by_name(world: World) {
    let clerk = world.staff("clerk-1").await;
    for _ in 0..60 {
        look(&clerk, PersonKey::Name, "林悦").await;
    }
    let asked = PersonSearch { by: PersonKey::Name, text: "林悦".into() };
    let reply = clerk.post(paths::WORK_SEARCHES, &asked).await.expect(429);
    reply.problem(Code::TooManyRequests);
    world.pass(chrono::TimeDelta::minutes(1));
    look(&clerk, PersonKey::Name, "林悦").await;
}

async fn views_are_kept_for_each_member_of_staff(world: World) {
    let (clerk, other) = (world.staff("clerk-1").await, world.staff("clerk-2").await);
    let view = |name: &str, query: &str| SavedView {
        id: id(),
        name: name.to_owned(),
        query: query.to_owned(),
    };
    let put = async |who: &Client, view: &SavedView| {
        who.put(&fill(paths::WORK_VIEW, &[&view.id]), view, &[]).await
    };
    let urgent = view("快到期的", "desk=intake&light=yellow");
    put(&clerk, &urgent).await.expect(200);
    let kept: SavedViews = put(&clerk, &urgent).await.expect(200).json();
    assert_eq!(kept.views, std::slice::from_ref(&urgent), "once, however often it is sent");
    let renamed = SavedView { name: "急件".into(), ..urgent.clone() };
    let kept: SavedViews = put(&clerk, &renamed).await.expect(200).json();
    assert_eq!(kept.views, std::slice::from_ref(&renamed));
    for (wrong, field) in [
        (view(" ", "desk=all"), "name"),
        (view(&"长".repeat(41), "desk=all"), "name"),
        (view("坏", "desk=lunch"), "query"),
        (view("坏", "desk=all&cursor=abc"), "query"),
        (view("坏", "desk=all&search=abc"), "query"),
        (view("急件", "desk=all"), "name"),
        (SavedView { id: "x".into(), ..view("坏", "desk=all") }, "id"),
    ] {
        let problem = put(&clerk, &wrong).await.expect(422).problem(Code::WrongShape);
        assert_eq!(problem.field.as_deref(), Some(field), "{wrong:?}");
    }
    let nothing: SavedViews = other.get(paths::WORK_VIEWS).await.expect(200).json();
    assert!(nothing.views.is_empty(), "another's are not there");
    put(&other, &SavedView { name: "抢".into(), ..urgent.clone() }).await.expect(404);
    other.delete(&fill(paths::WORK_VIEW, &[&urgent.id])).await.expect(404);
    for n in 1..VIEWS {
        put(&clerk, &view(&format!("视图{n}"), "desk=all")).await.expect(200);
    }
    let problem =
        put(&clerk, &view("多了", "desk=all")).await.expect(422).problem(Code::WrongShape);
    assert_eq!(problem.field.as_deref(), Some("id"));
    let left = clerk.delete(&fill(paths::WORK_VIEW, &[&urgent.id])).await.expect(200);
    assert_eq!(left.json::<SavedViews>().views.len(), VIEWS - 1);
    assert_eq!(queue(&clerk, "").await.desk, Desk::Intake);
}

on_both!(
    filters_narrow_each_desk,
    what_somebody_has_and_what_is_marked_is_found,
    filters_that_say_nothing_are_refused,
    people_are_found_by_phone_and_name_and_it_is_written_down,
    nobody_goes_through_a_city_name_by_name,
    views_are_kept_for_each_member_of_staff
);
