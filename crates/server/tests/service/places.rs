//! Where to go (W2), and the pictures that pages show without script.

use onething_api::guides::RelatedGuides;
use onething_api::paths::{self, fill};
use onething_api::places::PlaceList;
use onething_api::problem::Code;
use onething_domain::city::PlaceKind;
use onething_domain::opening::CityTime;
use onething_server::city::import::{ImportError, import};

use crate::content::copy_folder;
use crate::world::{World, demo_city};

async fn places(world: &World, query: &str) -> PlaceList {
    world.nobody().get(&format!("{}?{query}", paths::PLACES)).await.expect(200).json()
}

fn ids(list: &PlaceList) -> Vec<&str> {
    list.places.iter().map(|place| &*place.place.id).collect()
}

async fn places_are_found_by_district_kind_service_and_words(world: World) {
    let all = places(&world, "limit=100").await;
    assert!(all.places.len() > 15 && all.next.is_none());
    let west = places(&world, "district=519903").await;
    assert!(!west.places.is_empty() && west.places.len() < all.places.len());
    assert!(west.places.iter().all(|place| place.place.region == "519903"));
    let machines = places(&world, "kind=machine&district=519902").await;
    assert!(machines.places.iter().all(|place| place.place.kind == PlaceKind::Machine));
    assert!(ids(&machines).contains(&"machine-hospital"), "{machines:?}");
    let cars = places(&world, "thing=new-car").await;
    assert!(ids(&cars).contains(&"vehicle") && cars.places.len() < all.places.len());
    let wedding = places(&world, "item=marriage-registration").await;
    assert!(ids(&wedding).contains(&"marriage"));
    let named = places(&world, "q=%E6%A2%A7%E6%A1%90%E7%A4%BE%E5%8C%BA").await; // 梧桐社区
    assert_eq!(ids(&named), ["community-wutong"]);
    let service = places(&world, "q=%E7%BB%93%E5%A9%9A%E7%99%BB%E8%AE%B0").await; // 结婚登记
    let first = service.places.iter().find(|place| place.place.id == "west").unwrap();
    assert!(first.services[0].name.zh.contains("结婚登记"), "what fits stands first: {first:?}");
    assert!(places(&world, "thing=no-such").await.places.is_empty());
}

async fn pages_of_places_follow_each_other_without_gap_or_repeat(world: World) {
    let all = places(&world, "limit=100").await;
    let mut seen: Vec<String> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = places(&world, &format!("limit=4&cursor={cursor}")).await;
        assert!(page.places.len() <= 4);
        seen.extend(ids(&page).iter().map(|id| (*id).to_owned()));
        let Some(next) = page.next else { break };
        cursor = next;
    }
    assert_eq!(seen, ids(&all));
}

async fn wrong_questions_name_the_field(world: World) {
    let nobody = world.nobody();
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=%3F", "cursor"),
        (&*format!("q={}", "a".repeat(101)), "q"),
    ] {
        let reply = nobody.get(&format!("{}?{query}", paths::PLACES)).await.expect(400);
        assert_eq!(reply.problem(Code::BadParameter).field.as_deref(), Some(field), "{query}");
    }
    nobody.get(&format!("{}?kind=palace", paths::PLACES)).await.expect(400);
    nobody.get(&format!("{}?colour=red", paths::PLACES)).await.expect(400);
}

async fn the_clock_is_the_citys(world: World) {
    let clock: CityTime = world.nobody().get(paths::CLOCK).await.expect(200).json();
    assert!(clock.weekday == 1 && (600..602).contains(&clock.minute), "{clock:?}");
    assert_eq!(&clock.working[..7], [true, true, true, true, true, false, false]);
}

async fn related_guides_have_something_in_common(world: World) {
    let nobody = world.nobody();
    let near: RelatedGuides =
        nobody.get(&fill(paths::RELATED, &["senior-benefits"])).await.expect(200).json();
    let things: Vec<&str> = near.guides.iter().map(|guide| &*guide.thing).collect();
    assert!(things.contains(&"old-age-allowance") || things.contains(&"retirement"), "{things:?}");
    assert!(!things.contains(&"senior-benefits") && things.len() <= 4);
    nobody.get(&fill(paths::RELATED, &["no-such"])).await.expect(404).problem(Code::NotFound);
    let hidden = fill(paths::RELATED, &["newborn-social-card"]);
    nobody.get(&hidden).await.expect(404).problem(Code::NotFound);
}

async fn pictures_are_svg_with_a_tag_and_only_of_what_is_ours(world: World) {
    let nobody = world.nobody();
    let card = nobody.get(&fill(paths::SAMPLE, &["applicant-id-card"])).await.expect(200);
    assert_eq!(card.headers["content-type"], "image/svg+xml");
    assert!(String::from_utf8(card.body).unwrap().contains("样本"));
    let tag = card.headers["etag"].to_str().unwrap();
    let again = fill(paths::SAMPLE, &["applicant-id-card"]);
    nobody.call("GET", &again, &[("if-none-match", tag)], Vec::new()).await.expect(304);
    nobody.get(&fill(paths::SAMPLE, &["no-such"])).await.expect(404).problem(Code::NotFound);

    let code = nobody.get(&format!("{}?to=/guides/newborn", paths::QR)).await.expect(200);
    assert!(String::from_utf8(code.body).unwrap().starts_with("<svg"));
    for to in
        ["https://elsewhere.example", "//elsewhere.example", "%20", "", "/%5Celsewhere", "/%0A"]
    {
        let reply = nobody.get(&format!("{}?to={to}", paths::QR)).await.expect(400);
        assert_eq!(reply.problem(Code::BadParameter).field.as_deref(), Some("to"), "{to}");
    }
    let long = format!("{}?to=/{}", paths::QR, "a".repeat(1000));
    nobody.get(&long).await.expect(400).problem(Code::BadParameter);
}

async fn every_material_of_the_city_has_a_drawn_sample(world: World) {
    let catalogue = world.app.shelf.catalogue();
    let materials = catalogue.published.iter().flat_map(|edition| &edition.guide.materials);
    let missing: std::collections::BTreeSet<&str> = materials
        .map(|material| &*material.id)
        .filter(|id| !catalogue.samples.contains_key(*id))
        .collect();
    assert!(missing.is_empty(), "no sample in samples.toml: {missing:?}");
}

async fn a_place_nowhere_is_not_imported(world: World) {
    let before = places(&world, "limit=100").await;
    let folder = world.folder.join("bad");
    copy_folder(&demo_city(), &folder);
    let file = folder.join("windows.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("latitude = 30512300", "latitude = 3051230")).unwrap();
    let Err(ImportError::Faults(faults)) = import(&world.app, &folder).await else {
        panic!("imported");
    };
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].file.ends_with("windows.toml"), "{faults:?}");
    assert!(
        faults[0].message.contains("center") && faults[0].remedy.contains("WGS 84"),
        "{faults:?}"
    );
    assert_eq!(places(&world, "limit=100").await, before);
}

on_both!(
    places_are_found_by_district_kind_service_and_words,
    pages_of_places_follow_each_other_without_gap_or_repeat,
    wrong_questions_name_the_field,
    the_clock_is_the_citys,
    related_guides_have_something_in_common,
    pictures_are_svg_with_a_tag_and_only_of_what_is_ours,
    every_material_of_the_city_has_a_drawn_sample,
    a_place_nowhere_is_not_imported,
);
