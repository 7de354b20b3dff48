//! Components that know no feature: they take data as properties and tell by callbacks. They touch
//! no browser API while they are built, only in effects and event handlers, so that a server can
//! render them too.
//!
//! Each returns `AnyView`: types end at the component, which keeps the program small.

#[cfg(all(test, target_arch = "wasm32"))]
mod browser_tests;
mod button;
mod card;
mod combo;
mod combobox;
mod cropper;
mod dialog;
mod errors;
mod field;
mod figures;
mod flow;
mod frame;
mod grouped;
mod icon;
mod light;
mod listbox;
mod live;
mod options;
#[cfg(all(test, target_arch = "wasm32"))]
mod pad_tests;
mod page;
mod qr;
mod region;
mod shown;
mod signature_pad;
mod states;
mod steps;
mod table;
mod tabs;
mod timeline;
mod toast;
mod uploader;

pub use button::{Button, Kind, LinkButton};
pub use card::{Card, Details, Facts, Notice, Tag, Tone};
pub use combo::ComboField;
pub use combobox::Combobox;
pub use cropper::Cropper;
pub use dialog::Dialog;
pub use errors::{ErrorSummary, FieldError};
pub use field::{AreaField, Caption, DateField, Form, Keyboard, TextField, error_id, help_id};
pub use figures::{Figure, Figures};
pub use flow::{Flow, FlowChart, FlowState, FlowStep};
pub use frame::{Frame, NavLink};
pub use grouped::{GroupedField, Grouping};
pub use icon::icon;
pub use light::Light;
pub use live::{live, live_if};
pub use options::{CheckField, FlagField, Opt, RadioField, SelectField};
pub use page::Page;
pub use qr::Qr;
pub use region::RegionField;
pub use signature_pad::SignaturePad;
pub use states::{Empty, Failure, LoadMore, Skeleton};
pub use steps::{StepLink, Steps};
pub use table::Table;
pub use tabs::{TabLink, Tabs, chip};
pub use timeline::{Timeline, TimelineEntry};
pub use toast::{LiveRegion, say};
pub use uploader::{FileAct, FileRow, FileState, Uploader};
