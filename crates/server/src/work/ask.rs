//! A query that is put together from the conditions that are wanted, so that the database plans for just these: a
//! condition that may or may not hold (`$1 = '' OR …`) would keep it from its indexes.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};

use super::store::CASE;
use crate::db::Tx;
use crate::error::Result;
use crate::on;

/// A value that is bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A moment.
    Time(DateTime<Utc>),
    /// A whole number.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(time)
    }
}

/// A list of cases.
pub fn cases() -> String {
    format!(
        "SELECT {CASE}, '' AS item, '' AS due, CAST(NULL AS TEXT) AS assignee, '' AS state FROM case_summary AS c"
    )
}

/// The query so far. Its text is written by us; what people send is only ever bound.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    text: String,
    values: Vec<Value>,
}

impl Ask {
    /// Begins with a text.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds a text with a `?` for each of the values.
    pub fn add<V: Into<Value>>(&mut self, text: &str, values: impl IntoIterator<Item = V>) {
        self.text.push(' ');
        let mut values = values.into_iter();
        for (i, part) in text.split('?').enumerate() {
            if i > 0 {
                self.values.extend(values.next().map(Into::into));
                self.text.push_str(&format!("${}", self.values.len()));
            }
            self.text.push_str(part);
        }
    }

    /// Adds a text without values.
    pub fn say(&mut self, text: &str) {
        self.add(text, [] as [&str; 0]);
    }

    /// Counts what it finds.
    pub fn counted(self) -> Self {
        Self { text: format!("SELECT COUNT(*) FROM ({}) AS few", self.text), values: self.values }
    }

    /// What SQLite would do for it.
    #[cfg(test)]
    pub async fn plan(&self, tx: &mut Tx) -> String {
        let text = format!("EXPLAIN QUERY PLAN {}", self.text);
        let explain = Self { text, values: self.values.clone() };
        let steps: Vec<(i64, i64, i64, String)> = match explain.rows(tx).await {
            Ok(steps) => steps,
            Err(error) => return format!("{error:?}: {}", explain.text),
        };
        steps.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("; ")
    }

    /// The rows.
    ///
    /// # Errors
    /// The database's.
    pub async fn rows<R>(&self, tx: &mut Tx) -> Result<Vec<R>>
    where
        R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let rows = on!(tx, conn => {
            let mut query = sqlx::query_as::<_, R>(AssertSqlSafe(self.text.as_str()));
            for value in &self.values {
                query = match value {
                    Value::Text(text) => query.bind(text.as_str()),
                    Value::Time(time) => query.bind(*time),
                    Value::Number(number) => query.bind(*number),
                };
            }
            query.fetch_all(conn).await
        });
        Ok(rows?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_in_the_order_in_which_they_come() {
        let mut ask = Ask::new("SELECT number FROM task WHERE");
        ask.add("department = ?", ["health"]);
        ask.say("AND lead");
        ask.add("AND (due, number) > (?, ?)", ["2026-03-02", "n"]);
        assert_eq!(
            ask.text,
            "SELECT number FROM task WHERE department = $1 AND lead AND (due, number) > ($2, $3)"
        );
        assert_eq!(ask.values.len(), 3);
    }
}
