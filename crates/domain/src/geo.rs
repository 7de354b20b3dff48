//! How far it is. Positions are in millionths of a degree (WGS 84).

/// Metres that a person walks in a minute: the 15-minute circle (15 分钟生活圈) has about a kilometre.
const METRES_A_MINUTE: u32 = 67;

/// A position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Latitude in millionths of a degree.
    pub latitude: i64,
    /// Longitude in millionths of a degree.
    pub longitude: i64,
}

/// Metres between two positions as the crow flies. Within a city the earth is flat enough: 100 km are
/// wrong by less than 100 m.
pub fn metres(a: Position, b: Position) -> u32 {
    const METRES_PER_MILLIONTH: f64 = 0.111_195; // of a mean great circle (radius 6,371 km)
    let middle = (a.latitude + b.latitude) as f64 / 2e6;
    let north = (a.latitude - b.latitude) as f64 * METRES_PER_MILLIONTH;
    let east = (a.longitude - b.longitude) as f64 * METRES_PER_MILLIONTH * cosine(middle);
    (north * north + east * east).sqrt() as u32
}

/// The cosine of a latitude in degrees, by its series: exact to 5 digits, and without the tables that the
/// general one would bring into the pages.
fn cosine(degrees: f64) -> f64 {
    let x = degrees.to_radians();
    let x2 = x * x;
    1.0 - x2 / 2.0 * (1.0 - x2 / 12.0 * (1.0 - x2 / 30.0 * (1.0 - x2 / 56.0)))
}

/// Minutes on foot, at least one.
pub fn walk_minutes(metres: u32) -> u32 {
    metres.div_ceil(METRES_A_MINUTE).max(1)
}
