//! Finding a thing: ways in and search (G5, G6).

use onething_api::departments::{DepartmentList, DepartmentView};
use onething_api::guides::{GuideList, Marked, Span, Suggestions};
use onething_api::paths::{self, fill};
use onething_api::problem::Code;
use onething_domain::text::Text;
use onething_server::jobs;
use serde::Deserialize;

use crate::world::{Client, MOTHER, World};

/// Everyday questions, written down before the search was built, each with the thing that people mean.
#[derive(Deserialize)]
struct Questions {
    question: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    q: String,
    thing: String,
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn list(client: &Client, query: &str) -> GuideList {
    client.get(&format!("{}?{query}", paths::GUIDES)).await.expect(200).json()
}

async fn things(client: &Client, query: &str) -> Vec<String> {
    list(client, query).await.guides.into_iter().map(|guide| guide.thing).collect()
}

async fn asked(client: &Client, q: &str) -> GuideList {
    list(client, &format!("q={}", encoded(q))).await
}

async fn suggested(client: &Client, q: &str) -> Suggestions {
    client.get(&format!("{}?q={}", paths::SUGGESTIONS, encoded(q))).await.expect(200).json()
}

fn marked(text: &str, spans: &[Span]) -> Vec<String> {
    let part = |span: &Span| {
        text.chars().skip(span.from as usize).take((span.to - span.from) as usize).collect()
    };
    spans.iter().map(part).collect()
}

async fn everyday_questions_find_what_is_meant_in_the_first_three(world: World) {
    let Questions { question } = toml::from_str(include_str!("questions.toml")).unwrap();
    assert!(question.len() >= 60, "{} questions", question.len());
    let nobody = world.nobody();
    let mut lost = Vec::new();
    for Question { q, thing } in question {
        let found = asked(&nobody, &q).await;
        let first: Vec<&str> = found.guides.iter().map(|guide| &*guide.thing).take(3).collect();
        if !first.contains(&thing.as_str()) {
            lost.push(format!("{q}: {thing} is not in {first:?}"));
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

async fn what_was_found_is_marked(world: World) {
    let nobody = world.nobody();
    let in_title = async |q: &str| {
        let found = asked(&nobody, q).await;
        let guide = &found.guides[0];
        marked(&guide.title.zh, &guide.hit.as_ref().unwrap().title.zh)
    };
    assert_eq!(in_title("新生儿").await, ["新生儿"]);
    assert_eq!(in_title("xse").await, ["新生儿"], "first letters");
    assert_eq!(in_title("xinshenger").await, ["新生儿"], "Pinyin");
    assert_eq!(in_title("饭馆").await, ["餐饮店"], "the word that it stands for");
    let english = asked(&nobody, "restaurant").await;
    let guide = &english.guides[0];
    assert_eq!(marked(&guide.title.en, &guide.hit.as_ref().unwrap().title.en), ["restaurant"]);
    let by_item = asked(&nobody, "户外招牌设置").await.guides.remove(0);
    let Marked { text, marks } = by_item.hit.unwrap().via.unwrap();
    assert_eq!(
        (by_item.thing.as_str(), marked(&text.zh, &marks.zh)),
        ("open-restaurant", vec!["户外招牌设置".to_owned()])
    );
    assert!(list(&nobody, "").await.guides.iter().all(|guide| guide.hit.is_none()));
}

async fn suggestions_come_while_one_types(world: World) {
    let nobody = world.nobody();
    let found = suggested(&nobody, "契税").await.found;
    assert_eq!(
        (found[0].thing.as_str(), found[0].item),
        ("second-hand-home", false),
        "things first"
    );
    let item = found.iter().find(|found| found.item).unwrap();
    assert_eq!(item.title.text.zh, "契税申报缴纳");
    assert_eq!(marked(&item.title.text.zh, &item.title.marks.zh), ["契税"]);
    assert_eq!(item.via.as_ref().unwrap().text.zh, "二手房过户");
    for (typed, thing) in
        [("x", None), ("xi", None), ("xs", Some("newborn")), ("tuix", Some("retirement"))]
    {
        let found = suggested(&nobody, typed).await;
        assert!(found.found.len() <= 8);
        if let Some(thing) = thing {
            assert!(found.found.iter().any(|found| found.thing == thing), "{typed}: {found:?}");
        }
    }
    assert_eq!(suggested(&nobody, "   ").await, Suggestions::default());
}

async fn what_is_only_near_is_called_so(world: World) {
    let nobody = world.nobody();
    assert!(!asked(&nobody, "退休").await.near);
    let near = asked(&nobody, "退体").await;
    assert!(near.near && near.guides[0].thing == "retirement", "{near:?}");
    let nothing = asked(&nobody, "量子纠缠").await;
    assert!(nothing.near && nothing.guides.is_empty() && nothing.total == 0);
}

async fn every_way_in_leads_somewhere_and_says_how_far(world: World) {
    let nobody = world.nobody();
    let all = list(&nobody, "").await;
    assert_eq!(all.total as usize, all.guides.len());
    for facet in &all.facets {
        assert!(!facet.options.is_empty(), "{} has no options", facet.key);
        for option in &facet.options {
            let narrowed = list(&nobody, &format!("{}={}", facet.key, option.value)).await;
            assert_eq!(narrowed.total, option.count, "{}={}", facet.key, option.value);
            assert!(option.count > 0 && option.name != Text::default());
        }
    }
    let both = list(&nobody, "event=home&list=online").await;
    assert_eq!(both.total, 2);
    let of = |key: &str, value: &str| {
        let facet = both.facets.iter().find(|facet| facet.key == key).unwrap();
        facet.options.iter().find(|option| option.value == value).map(|option| option.count)
    };
    assert_eq!(of("event", "birth"), Some(1), "counted as if it were chosen instead");
    assert_eq!(of("department", "civil"), None, "would leave nothing");
    let found = list(&nobody, &format!("q={}&audience=company", encoded("公积金"))).await;
    assert!(found.guides.iter().all(|guide| guide.thing != "fund-withdrawal"));
}

async fn companies_see_what_people_file_for_them(world: World) {
    let nobody = world.nobody();
    let of_companies = things(&nobody, "audience=company").await;
    for thing in ["company-setup", "bankruptcy-check", "open-restaurant"] {
        assert!(of_companies.contains(&thing.to_owned()), "{of_companies:?}");
    }
    assert!(!of_companies.contains(&"newborn".to_owned()), "{of_companies:?}");
    assert!(things(&nobody, "audience=citizen").await.contains(&"company-setup".to_owned()));
}

async fn lists_follow_from_the_items(world: World) {
    let nobody = world.nobody();
    let instant = things(&nobody, "list=instant").await;
    let wanted = ["graduate-arrival", "talent", "senior-benefits", "old-age-allowance"];
    assert!(wanted.iter().all(|thing| instant.contains(&(*thing).to_owned())), "{instant:?}");
    assert!(!instant.contains(&"construction-project".to_owned()), "{instant:?}");
    let online = things(&nobody, "list=online").await;
    assert!(!online.contains(&"marriage".to_owned()), "couples come in person");
    assert!(things(&nobody, "list=one_visit").await.contains(&"marriage".to_owned()));
    assert!(things(&nobody, "list=nearby").await.contains(&"senior-benefits".to_owned()));
}

async fn lists_go_on_where_they_stopped(world: World) {
    let nobody = world.nobody();
    let all = things(&nobody, "").await;
    let mut seen: Vec<String> = Vec::new();
    let mut query = "limit=7".to_owned();
    loop {
        let page = list(&nobody, &query).await;
        assert!(page.guides.len() <= 7 && page.total as usize == all.len());
        assert_eq!(page.facets.is_empty(), !seen.is_empty(), "on the first page only");
        seen.extend(page.guides.into_iter().map(|guide| guide.thing));
        match page.next {
            Some(next) => query = format!("limit=7&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, all);
}

async fn what_is_applied_for_most_comes_first(world: World) {
    let mother = world.log_in(MOTHER).await;
    assert_ne!(things(&mother, "order=frequent").await[0], "second-hand-home");
    mother.file("second-hand-home", 0).await;
    jobs::clear(&world.app).await.unwrap();
    assert_eq!(things(&mother, "order=frequent").await[0], "second-hand-home");
    let shop: DepartmentView =
        mother.get(&fill(paths::DEPARTMENT, &["tax"])).await.expect(200).json();
    assert_eq!(shop.hot[0].thing, "second-hand-home");
}

async fn departments_have_shops(world: World) {
    let nobody = world.nobody();
    let all: DepartmentList = nobody.get(paths::DEPARTMENTS).await.expect(200).json();
    assert_eq!(all.departments[0].id, "health");
    for summary in &all.departments {
        let path = fill(paths::DEPARTMENT, &[&summary.id]);
        let shop: DepartmentView = nobody.get(&path).await.expect(200).json();
        assert_eq!(shop.items.len(), summary.items as usize);
        assert!(!shop.hot.is_empty() && !shop.windows.is_empty(), "{}", summary.id);
        assert!(shop.items.iter().all(|item| !item.guides.is_empty()));
        let guides = list(&nobody, &format!("department={}", summary.id)).await;
        assert_eq!(guides.total, summary.guides);
    }
    let nowhere = nobody.get(&fill(paths::DEPARTMENT, &["nowhere"])).await;
    nowhere.expect(404).problem(Code::NotFound);
}

async fn whatever_is_typed_is_answered(world: World) {
    let nobody = world.nobody();
    let hundred = "生".repeat(100);
    for typed in [
        "   ",
        "\u{7}\u{1b}\u{7f}",
        "😀👶🏻",
        "'; DROP TABLE guide; --",
        "%' OR 1=1",
        "<script>alert(1)</script>",
        "的",
        "怎么办",
        "a",
        "？？？",
        "\u{202e}abc",
        "ﷺ",
        "İ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "zhangzhuangshuangchuangzhuangshuang",
        &hundred,
    ] {
        asked(&nobody, typed).await;
        suggested(&nobody, typed).await;
    }
    let long = encoded(&"生".repeat(101));
    for path in [
        format!("{}?q={long}", paths::GUIDES),
        format!("{}?q={long}", paths::SUGGESTIONS),
        format!("{}?limit=0", paths::GUIDES),
        format!("{}?cursor=x", paths::GUIDES),
        format!("{}?order=sideways", paths::GUIDES),
        format!("{}?q=a&r=b", paths::SUGGESTIONS),
        paths::SUGGESTIONS.to_owned(),
    ] {
        let problem = nobody.get(&path).await.expect(400).problem(Code::BadParameter);
        assert!(problem.field.is_some(), "{path}: {problem:?}");
    }
    for query in ["event=nowhere", "theme=x", "list=x", "district=x", "department=x"] {
        assert_eq!(list(&nobody, query).await.total, 0, "{query}");
    }
}

on_both!(
    everyday_questions_find_what_is_meant_in_the_first_three,
    what_was_found_is_marked,
    suggestions_come_while_one_types,
    what_is_only_near_is_called_so,
    every_way_in_leads_somewhere_and_says_how_far,
    companies_see_what_people_file_for_them,
    lists_follow_from_the_items,
    lists_go_on_where_they_stopped,
    what_is_applied_for_most_comes_first,
    departments_have_shops,
    whatever_is_typed_is_answered,
);
