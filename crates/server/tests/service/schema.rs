//! The two databases have the same tables, columns and nullability; newer ones are refused.

use std::collections::BTreeSet;

use onething_server::migrate::{self, MigrateError};
use onething_server::{all, exec};

use crate::world::{World, monday};

type Columns = BTreeSet<(String, String, bool)>;

async fn of_sqlite(world: &World) -> Columns {
    let mut tx = world.app.db.read().await.unwrap();
    let tables = all!(
        &mut tx,
        (String,),
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    .unwrap();
    let mut columns = Columns::new();
    for (table,) in tables {
        let rows = all!(
            &mut tx,
            (String, i64),
            "SELECT name, \"notnull\" FROM pragma_table_info($1)",
            &table
        )
        .unwrap();
        columns.extend(rows.into_iter().map(|(name, notnull)| (table.clone(), name, notnull == 0)));
    }
    columns
}

async fn of_postgres(world: &World) -> Columns {
    let mut tx = world.app.db.read().await.unwrap();
    let rows = all!(
        &mut tx,
        (String, String, String),
        "SELECT table_name::text, column_name::text, is_nullable::text FROM information_schema.columns WHERE table_schema = current_schema()"
    );
    rows.unwrap()
        .into_iter()
        .map(|(table, name, nullable)| (table, name, nullable == "YES"))
        .collect()
}

#[tokio::test]
async fn tables_columns_and_nullability_are_the_same() {
    let sqlite = of_sqlite(&World::sqlite().await).await;
    assert!(sqlite.len() > 100, "{sqlite:?}");
    if let Some(world) = World::postgres().await {
        assert_eq!(of_postgres(&world).await, sqlite);
    }
}

async fn a_newer_database_is_refused_and_a_current_one_left_alone(world: World) {
    migrate::migrate(&world.app.db, monday()).await.unwrap();
    let mut tx = world.app.db.write().await.unwrap();
    exec!(
        &mut tx,
        "INSERT INTO schema_version (version, name, applied_at) VALUES (9000, 'future', $1)",
        monday()
    )
    .unwrap();
    tx.commit().await.unwrap();
    let refused = migrate::migrate(&world.app.db, monday()).await.unwrap_err();
    assert!(matches!(refused, MigrateError::Newer(9000)));
    assert!(refused.to_string().contains("start a newer onething"));
}

async fn a_key_that_is_not_the_databases_is_refused(world: World) {
    let key = world.folder.join("other-key");
    std::fs::write(&key, "0123456789abcdef".repeat(4)).unwrap();
    let settings =
        onething_server::config::Settings { key_file: Some(key), ..world.app.settings.clone() };
    let refused = onething_server::app::App::open(settings, world.app.clock.clone()).await.err();
    assert!(refused.is_some_and(|error| error.starts_with("key_file: not the key")));
}

async fn two_nodes_may_migrate_at_once(world: World) {
    let (a, _b) = tokio::join!(world.another_node(), world.another_node());
    assert_eq!(a.nobody().guide("newborn").await.version, 1);
}

on_both!(
    a_newer_database_is_refused_and_a_current_one_left_alone,
    a_key_that_is_not_the_databases_is_refused,
    two_nodes_may_migrate_at_once
);
