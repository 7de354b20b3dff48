//! The one search box: a case number, a mobile number or a name. Numbers of cases go into the address; people are looked
//! for by the service, so that what was typed stays out of addresses and histories.

use leptos::prelude::*;
use onething_api::work::{PersonKey, PersonSearch};

use super::asked::Asked;
use crate::{
    api::{self, ApiError},
    i18n::{t, tr},
    load::in_words,
    platform::history,
    ui::{Button, Caption, Form, Keyboard, Kind, TextField, say},
};

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Typed {
    Nothing,
    Number(String),
    Person(PersonSearch),
}

/// Eleven digits that begin with 1 are a mobile number; what has digits otherwise, a case; the rest a name.
fn read(text: &str) -> Typed {
    let text = text.trim();
    let bare: String = text.chars().filter(|c| !" -".contains(*c)).collect();
    let digits = bare.chars().all(|c| c.is_ascii_digit());
    let person = |by| Typed::Person(PersonSearch { by, text: text.to_owned() });
    match text {
        "" => Typed::Nothing,
        _ if digits && bare.len() == 11 && bare.starts_with('1') => person(PersonKey::Phone),
        _ if text.chars().any(|c| c.is_ascii_digit()) => Typed::Number(text.to_uppercase()),
        _ => person(PersonKey::Name),
    }
}

/// The box.
pub fn search(asked: Memo<Asked>) -> AnyView {
    let number = Memo::new(move |_| asked.with(|asked| asked.get("number").to_owned()));
    let typed = history::typed(number);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let look = Callback::new(move |()| {
        error.set(None);
        let asked = asked.get_untracked();
        match read(&typed.get_untracked()) {
            Typed::Nothing => history::go(&asked.with("number", "").with("search", "").address()),
            Typed::Number(number) => {
                history::go(&asked.with("search", "").with("number", &number).address());
            }
            Typed::Person(person) if !busy.get_untracked() => {
                busy.set(true);
                leptos::task::spawn_local(async move {
                    let answer = api::work::look_for(&person).await;
                    busy.set(false);
                    match answer {
                        Ok(found) => {
                            say(told(found.people, found.more));
                            let to = asked.with("number", "").with("search", &found.search);
                            history::go(&to.address());
                        }
                        Err(failed) => error.set(Some(wrong(&failed))),
                    }
                });
            }
            Typed::Person(_) => {}
        }
    });
    let caption = Caption::new("find", t("staff.queue.find")).error(error);
    view! {
        <div class="queue-search" role="search">
            <Form on_submit=look>
                <TextField
                    caption=caption
                    value=typed
                    on_input=Callback::new(move |text| typed.set(text))
                    keyboard=Keyboard::Search
                    width=20
                />
                <Button label=t("staff.queue.search") kind=Kind::Secondary submit=true icon="search" busy=busy />
            </Form>
        </div>
    }
    .into_any()
}

fn told(people: u32, more: bool) -> String {
    match (people, more) {
        (_, true) => t("staff.find.more"),
        (0, _) => t("staff.find.none"),
        (people, _) => tr("staff.find.people", &[("n", &people.to_string())]),
    }
}

fn wrong(error: &ApiError) -> String {
    match error.problem.field.as_deref() {
        Some("text") => t("staff.find.short"),
        _ => in_words(error).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_says_itself_what_it_is() {
        let person = |by, text: &str| Typed::Person(PersonSearch { by, text: text.to_owned() });
        assert_eq!(read("  "), Typed::Nothing);
        assert_eq!(read("138 0000 0001"), person(PersonKey::Phone, "138 0000 0001"));
        assert_eq!(read("欧阳娜娜"), person(PersonKey::Name, "欧阳娜娜"));
        assert_eq!(read("519900-260302-2222-a"), Typed::Number("519900-260302-2222-A".into()));
        assert_eq!(read("1380000"), Typed::Number("1380000".into()), "part of a number");
    }
}
