//! Zhao Min buys a second-hand home: three items of three departments, with fees.

use crate::steps::form::Entry::{self, *};

/// Answers of the pre-check.
pub const SITUATION: [(&str, &str); 7] = [
    ("房子在清河市吗？", "在"),
    ("卖方有房产证吗？", "有"),
    ("房子有没有被查封，或者有官司？", "没有"),
    ("买的是什么房子？", "住宅"),
    ("这是买方家庭的第几套住房？", "唯一一套"),
    ("房产证上除了卖方还有别人吗？", "没有"),
    ("卖方的房子还抵押着吗？", "没有抵押"),
];

/// Buyer and seller; what is known of the buyer comes from the account.
pub const DEAL: &[Entry] = &[
    Person("卖方", ["孙国强", "519921196311080033", "13800000004"]),
    Choice("这次买卖是怎么谈成的", "双方自己谈的"),
];

/// The home.
pub const HOUSE: &[Entry] = &[
    Text("卖方房产证号", "清河市不动产权第 0123456 号"),
    Address("房子在哪里", "东岸区", "梧桐街 66 号 5 栋 1202"),
    Text("建筑面积", "89.5"),
    Text("不动产单元号", "519902001001GB00012F00050022"),
];

/// Price 1,000,000 yuan: deed tax 1 % = 10,000 yuan, and 80 yuan for the registration of a dwelling.
pub const PAYMENT: &[Entry] = &[
    Text("成交价格", "1000000"),
    Text("合同哪天签的", "2026-11-16"),
    Choice("房款怎么付", "一次付清"),
    Flag("房款走政府监管账户吗", false),
];

/// The buyer's family.
pub const FAMILY: &[Entry] = &[Flag("买方结婚了吗", false)];

/// The new certificate.
pub const REGISTRATION: &[Entry] =
    &[Choice("房产证上写谁的名字", "只写买方一个人"), Choice("新房产证要哪一种", "只要电子证")];

/// Declarations.
pub const DECLARATIONS: &[Entry] =
    &[Declare("填写属实"), Declare("价格真实"), Declare("家庭住房套数")];

/// The sections in their order.
pub const SECTIONS: [&[Entry]; 6] = [DEAL, HOUSE, PAYMENT, FAMILY, REGISTRATION, DECLARATIONS];
