//! For whom one acts: oneself or a company (I2).

use leptos::prelude::*;

use crate::{
    api,
    i18n::{t, tr},
    session::Session,
    ui::{Caption, Card, Opt, RadioField, live_if, say},
};

/// The choice, for those who may act for a company.
pub fn acting(session: Session) -> AnyView {
    let view = move || {
        let person = session.person().filter(|person| !person.companies.is_empty())?;
        let mut options = vec![Opt::new("self", tr("my.self", &[("name", &person.name)]))];
        options.extend(person.companies.iter().map(|company| Opt {
            value: company.code.clone(),
            label: company.name.clone(),
            hint: t(if company.representative { "my.representative" } else { "my.agent" }),
        }));
        let value = person.acting.clone().unwrap_or_else(|| "self".into());
        let put = Callback::new(move |choice: String| switch(session, choice));
        let caption = Caption::new("acting", t("my.acting"));
        let view = view! {
            <Card title=t("my.role")>
                <RadioField caption=caption options=options value=value on_pick=put />
            </Card>
        };
        Some(view.into_any())
    };
    live_if(view)
}

fn switch(session: Session, choice: String) {
    let company = (choice != "self").then_some(choice);
    leptos::task::spawn_local(async move {
        match api::session::act_for(company).await {
            Ok(person) => {
                session.set(Some(person));
                say(t("my.switched"));
            }
            Err(error) => say(error.message()),
        }
    });
}
