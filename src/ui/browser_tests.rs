//! Components in a real browser: what only a browser does (focus, labels, events).
//! `cargo xtask test --tier portal` runs them in Chromium.

use leptos::{mount::mount_to, prelude::*, task::tick, web_sys};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::{
    Button, Caption, ErrorSummary, FieldError, GroupedField, Grouping, Keyboard, TextField,
};
use crate::platform::storage;

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> web_sys::Document {
    web_sys::window().and_then(|window| window.document()).expect("a browser has a document")
}

/// An empty place in the document, so that focus works and tests do not see each other.
fn stage() -> HtmlElement {
    let stage: HtmlElement = document().create_element("div").expect("a div").unchecked_into();
    document().body().expect("a body").append_child(&stage).expect("room for it");
    stage
}

fn find(stage: &HtmlElement, selector: &str) -> Option<Element> {
    stage.query_selector(selector).expect("a valid selector")
}

#[wasm_bindgen_test]
async fn a_field_tells_what_is_typed_and_names_what_is_wrong() {
    let stage = stage();
    let (value, error) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let view = move || {
        let caption = Caption::new("t-name", "姓名").help("与身份证一致").error(error);
        view! { <TextField caption=caption value=value on_input=Callback::new(move |text| value.set(text)) /> }
    };
    let mounted = mount_to(stage.clone(), view);
    let input: HtmlInputElement =
        find(&stage, "input").expect("the field has a control").unchecked_into();
    let labels = input.labels().expect("it can be labelled");
    assert_eq!(labels.length(), 1, "exactly one label belongs to the control");

    input.set_value("王小明");
    input.dispatch_event(&web_sys::Event::new("input").expect("an event")).expect("it is heard");
    assert_eq!(value.get_untracked(), "王小明");
    assert_eq!(input.get_attribute("aria-invalid"), None);

    error.set(Some("请填写姓名".into()));
    tick().await;
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    let described = input.get_attribute("aria-describedby").unwrap_or_default();
    let words: String = described
        .split(' ')
        .filter_map(|id| document().get_element_by_id(id)?.text_content())
        .collect();
    assert!(words.contains("与身份证一致") && words.contains("请填写姓名"), "{words}");
    drop(mounted);
}

#[wasm_bindgen_test]
async fn a_long_number_falls_into_groups_and_the_cursor_stays() {
    let stage = stage();
    let value = RwSignal::new("138".to_owned());
    let view = move || {
        view! {
            <GroupedField
                caption=Caption::new("t-number", "手机号")
                value=value.into()
                on_input=Callback::new(move |text| value.set(text))
                on_leave=Callback::new(|()| ())
                grouping=Grouping { sizes: &[3, 4], tidy: |typed| typed.replace(' ', "") }
                keyboard=Keyboard::Phone
                autocomplete="off"
                max_length=20
                width=16
            />
        }
    };
    let mounted = mount_to(stage.clone(), view);
    let input: HtmlInputElement = find(&stage, "input").expect("a control").unchecked_into();
    // As a key does: the text, the place of the cursor, the event.
    let typed = async |text: &str, cursor: u32| {
        input.set_value(text);
        input.set_selection_range(cursor, cursor).expect("a place for the cursor");
        input.dispatch_event(&web_sys::Event::new("input").expect("an event")).expect("heard");
        tick().await;
        (input.value(), input.selection_start().expect("a text field").expect("a cursor"))
    };
    assert_eq!(typed("1380", 4).await, ("138 0".into(), 5));
    assert_eq!(typed("138 ", 4).await, ("138".into(), 3), "a blank goes with its digit");
    assert_eq!(typed("138 0000 0001", 13).await, ("138 0000 0001".into(), 13));
    // In the midst nothing moves under the cursor.
    assert_eq!(typed("1398 0000 0001", 3).await, ("1398 0000 0001".into(), 3));
    assert_eq!(value.get_untracked(), "139800000001");
    input.dispatch_event(&web_sys::Event::new("blur").expect("an event")).expect("heard");
    tick().await;
    assert_eq!(input.value(), "139 8000 0000 1");
    assert_eq!(value.get_untracked(), "139800000001");
    // Another device, or the city, knows better.
    value.set("13900000002".into());
    tick().await;
    assert_eq!(input.value(), "139 0000 0002");
    drop(mounted);
}

/// Types a text with the cursor at the `|`, and from the first time on counts what the program writes over it.
const TYPE: &str = "
    const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    if (input.writes === undefined) {
        input.writes = 0;
        Object.defineProperty(input, 'value', {
            get: () => own.get.call(input),
            set: (value) => { input.writes += 1; own.set.call(input, value); },
        });
    }
    const [before, after] = text.split('|');
    own.set.call(input, before + after);
    input.setSelectionRange(before.length, before.length);
    input.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: composing }));
";

async fn types(input: &HtmlInputElement, text: &str, composing: bool) {
    let script = js_sys::Function::new_with_args("input, text, composing", TYPE);
    script.call3(&JsValue::NULL, input, &text.into(), &composing.into()).expect("typed");
    tick().await;
}

fn writes(input: &HtmlInputElement) -> Option<f64> {
    js_sys::Reflect::get(input, &"writes".into()).ok()?.as_f64()
}

/// WebKit moves the cursor to the end with every write, also of the same text.
#[wasm_bindgen_test]
async fn nothing_is_written_over_what_was_just_typed() {
    let stage = stage();
    let value = RwSignal::new("王明".to_owned());
    let view = move || {
        let caption = Caption::new("t-typed", "姓名");
        view! { <TextField caption=caption value=value on_input=Callback::new(move |text| value.set(text)) /> }
    };
    let mounted = mount_to(stage.clone(), view);
    let input: HtmlInputElement = find(&stage, "input").expect("a control").unchecked_into();
    assert_eq!(input.value(), "王明");
    types(&input, "王小|明", false).await;
    assert_eq!((value.get_untracked(), writes(&input)), ("王小明".into(), Some(0.0)));
    value.set("陈明".into());
    tick().await;
    assert_eq!((input.value(), writes(&input)), ("陈明".into(), Some(1.0)), "another device");
    // Filled in by the browser, which need not say so before the field is left.
    input.set_value("林悦");
    let blur = web_sys::Event::new("blur").expect("an event");
    input.dispatch_event(&blur).expect("it is told");
    tick().await;
    assert_eq!((value.get_untracked(), input.value()), ("林悦".into(), "林悦".into()));
    drop(mounted);
}

#[wasm_bindgen_test]
async fn a_plate_is_composed_in_peace() {
    let stage = stage();
    let value = RwSignal::new(String::new());
    let view = move || {
        view! {
            <GroupedField
                caption=Caption::new("t-plate", "车牌号")
                value=value.into()
                on_input=Callback::new(move |text| value.set(text))
                on_leave=Callback::new(|()| ())
                grouping=Grouping { sizes: &[], tidy: |typed| typed.to_uppercase() }
                keyboard=Keyboard::Text
                autocomplete="off"
                max_length=16
                width=12
            />
        }
    };
    let mounted = mount_to(stage.clone(), view);
    let input: HtmlInputElement = find(&stage, "input").expect("a control").unchecked_into();
    types(&input, "jing|", true).await;
    assert_eq!((input.value(), writes(&input)), ("jing".into(), Some(0.0)), "while composing");
    types(&input, "京a12|", false).await;
    assert_eq!((input.value(), writes(&input)), ("京A12".into(), Some(1.0)));
    types(&input, "京Ab|12", false).await;
    assert_eq!((input.value(), writes(&input)), ("京Ab12".into(), Some(1.0)), "in the midst");
    assert_eq!(value.get_untracked(), "京AB12");
    input.dispatch_event(&web_sys::Event::new("blur").expect("an event")).expect("heard");
    tick().await;
    assert_eq!(input.value(), "京AB12");
    drop(mounted);
}

#[wasm_bindgen_test]
async fn the_summary_of_errors_takes_the_focus_and_leads_to_the_field() {
    let stage = stage();
    let (errors, attempt) = (RwSignal::new(Vec::<FieldError>::new()), RwSignal::new(0_u32));
    let view = move || {
        let caption = Caption::new("t-phone", "手机号");
        view! {
            <ErrorSummary errors=errors attempt=attempt />
            <TextField caption=caption value=RwSignal::new(String::new()) on_input=Callback::new(|_| ()) />
        }
    };
    let mounted = mount_to(stage.clone(), view);
    assert!(find(&stage, "[role=alert]").is_none(), "nothing is wrong before the first attempt");

    errors.set(vec![FieldError { id: "t-phone".into(), text: "请填写手机号".into() }]);
    attempt.set(1);
    tick().await;
    tick().await;
    let summary = find(&stage, "[role=alert]").expect("the summary is shown");
    assert_eq!(document().active_element().as_ref(), Some(&summary), "the summary has the focus");

    find(&stage, "[role=alert] a").expect("a link").unchecked_into::<HtmlElement>().click();
    let focused = document().active_element().map(|element| element.id());
    assert_eq!(focused.as_deref(), Some("t-phone"), "the link leads to the field");

    // What is wrong changes with the first character that is typed.
    errors.set(vec![FieldError { id: "t-phone".into(), text: "手机号是 11 位数字".into() }]);
    tick().await;
    tick().await;
    let focused = document().active_element().map(|element| element.id());
    assert_eq!(focused.as_deref(), Some("t-phone"), "whoever mends it goes on typing");
    drop(mounted);
}

#[wasm_bindgen_test]
async fn a_second_tap_does_nothing_while_the_first_is_at_work() {
    let stage = stage();
    let (presses, busy) = (RwSignal::new(0), RwSignal::new(false));
    let press = Callback::new(move |()| {
        presses.update(|count| *count += 1);
        busy.set(true);
    });
    let mounted =
        mount_to(stage.clone(), move || view! { <Button label="提交" on_press=press busy=busy /> });
    let button: HtmlElement = find(&stage, "button").expect("a button").unchecked_into();
    button.click();
    button.click();
    assert_eq!(presses.get_untracked(), 1);
    busy.set(false);
    tick().await;
    button.click();
    assert_eq!(presses.get_untracked(), 2);
    drop(mounted);
}

#[wasm_bindgen_test]
fn what_the_browser_keeps_comes_back() {
    assert!(storage::write("t.draft", "一"));
    assert_eq!(storage::read("t.draft").as_deref(), Some("一"));
    assert_eq!(storage::keys("t."), ["t.draft"]);
    storage::remove("t.draft");
    assert_eq!(storage::read("t.draft"), None);
}

/// A page that is open while somebody logs out writes once more as it goes.
#[wasm_bindgen_test]
fn nothing_of_a_person_stays_when_they_go() {
    let draft = storage::own("draft.1");
    storage::belong_to("lin");
    assert!(storage::write(&draft, "一"));
    storage::belong_to("lin");
    assert_eq!(storage::read(&draft).as_deref(), Some("一"), "the same person finds it");
    storage::forget_person();
    assert!(!storage::write(&draft, "一"));
    assert!(storage::keys("own.").is_empty());
    let left = web_sys::window().and_then(|window| window.local_storage().ok()).flatten();
    left.expect("storage").set_item(&draft, "一").expect("what an old program has left");
    storage::belong_to("chen");
    assert_eq!(storage::read(&draft), None, "nobody finds what is another's");
    storage::forget_person();
}
