//! A department's own sentences (C10): offered to everybody at its desk, kept by who leads it.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::sentences::{KeptSentence, Sentences};
use onething_domain::city::Role;
use onething_domain::sentence::{self, MOST, Sentence};

use crate::app::App;
use crate::cases::HANDLERS;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::extract::{self, Path, client_id};
use crate::guard::Guard;
use crate::names;
use crate::router::Route;
use crate::session::Staff;
use crate::{all, exec};

/// Routes of sentences.
pub fn routes() -> Vec<Route> {
    let keepers = Guard::Staff(&[Role::Chief, Role::Supervisor]);
    vec![
        Route::new(
            Method::GET,
            paths::WORK_SENTENCES,
            Guard::Staff(&HANDLERS),
            list,
            "The sentences of my department, or of the intake.",
        )
        .gives::<Sentences>(200),
        Route::new(
            Method::PUT,
            paths::WORK_SENTENCE,
            keepers,
            keep,
            "Keep a sentence for my department; the same id changes it.",
        )
        .takes::<Sentence>()
        .gives::<Sentences>(200),
        Route::new(Method::DELETE, paths::WORK_SENTENCE, keepers, let_go, "Keep it no longer.")
            .gives::<Sentences>(200),
    ]
}

async fn list(State(app): State<App>, staff: Staff) -> Result<Json<Sentences>> {
    let mut tx = app.db.read().await?;
    Ok(Json(of(&mut tx, &staff).await?))
}

/// What is offered at the desk of a member of staff.
async fn of(tx: &mut Tx, staff: &Staff) -> Result<Sentences> {
    let rows = all!(
        tx,
        (String, String, String, String),
        "SELECT id, kind, short, body FROM sentence WHERE department = $1 ORDER BY made_at, id",
        staff.department.as_deref().unwrap_or(sentence::INTAKE)
    )?;
    let kept = |(id, kind, short, text): (String, String, String, String)| {
        let sentence = Sentence { kind: names::value(&kind)?, short, text };
        Ok(KeptSentence { id, sentence })
    };
    let sentences = rows.into_iter().map(kept).collect::<Result<_>>()?;
    Ok(Sentences { sentences, keeps: department(staff).is_ok() })
}

/// The department whose sentences a member of staff keeps.
fn department(staff: &Staff) -> Result<&str> {
    let kept = sentence::keeps(&staff.roles, staff.department.as_deref());
    kept.ok_or_else(|| Error::new(Code::Forbidden))
}

async fn keep(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    extract::Json(sentence): extract::Json<Sentence>,
) -> Result<Json<Sentences>> {
    client_id(&id)?;
    let department = department(&staff)?;
    let sentence = sentence.tidy();
    if let Some(field) = sentence.wrong().first() {
        let most = if *field == "short" { Sentence::SHORT } else { Sentence::TEXT };
        return Err(Error::field(Code::WrongShape, *field, format!("1 to {most} characters")));
    }
    let mut tx = app.db.write().await?;
    let others = of(&mut tx, &staff).await?.sentences.into_iter();
    let others = others.filter(|kept| kept.sentence.kind == sentence.kind && kept.id != id);
    if others.count() >= MOST {
        return Err(Error::field(Code::WrongShape, "kind", format!("at most {MOST} of a kind")));
    }
    let now = app.clock.now();
    // Another department's sentence of this id stays as it is, and is not there for who asks.
    let done = exec!(
        &mut tx,
        "INSERT INTO sentence (id, department, kind, short, body, made_at, changed_at, changed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, short = excluded.short, body = excluded.body,
           changed_at = excluded.changed_at, changed_by = excluded.changed_by
         WHERE sentence.department = excluded.department",
        &id,
        department,
        names::name(&sentence.kind),
        &sentence.short,
        &sentence.text,
        now,
        now,
        &staff.id
    )?;
    if done == 0 {
        return Err(Error::new(Code::NotFound));
    }
    let kept = of(&mut tx, &staff).await?;
    tx.commit().await?;
    Ok(Json(kept))
}

async fn let_go(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Json<Sentences>> {
    let department = department(&staff)?;
    let mut tx = app.db.write().await?;
    let gone =
        exec!(&mut tx, "DELETE FROM sentence WHERE id = $1 AND department = $2", &id, department)?;
    if gone == 0 {
        return Err(Error::new(Code::NotFound));
    }
    let kept = of(&mut tx, &staff).await?;
    tx.commit().await?;
    Ok(Json(kept))
}
