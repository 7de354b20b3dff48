//! Lin Yue's daughter is born: seven items of six departments.

use std::path::PathBuf;

use journeys::{Browser, begins, t};

use crate::steps::citizen;
use crate::steps::form::Entry::{self, *};

/// Answers of the pre-check.
pub const SITUATION: [(&str, &str); 6] = [
    ("宝宝在哪里出生？", "清河市的医院"),
    ("宝宝多大了？", "不到一个月"),
    ("爸爸或妈妈的户口在清河市吗？", "在，至少有一位"),
    ("由谁来登记？", "爸爸妈妈，已登记结婚"),
    ("宝宝妈妈在清河市参加了哪种医保？", "职工医保（单位缴的）"),
    ("宝宝平时住在清河市吗？", "是"),
];

/// The first section of the form.
pub const CHILD: &[Entry] = &[
    Text("宝宝姓名", "陈小满"),
    Choice("宝宝性别", "女"),
    Text("出生日期", "2026-11-10"),
    Choice("出生医院", "清河市妇幼保健院"),
    // Heavy enough for the parenting service to be registered at once.
    Text("出生体重", "3250"),
    Choice("这是第几个孩子", "第一个"),
    Choice("宝宝民族", "汉族"),
    Choice("宝宝随谁的姓", "随爸爸"),
    Region("宝宝籍贯", "东岸区"),
];

/// What is known of the parents comes from the account.
pub const PARENTS: &[Entry] = &[Choice("您是宝宝的", "妈妈")];

/// Where the baby is registered.
pub const HOME: &[Entry] = &[
    Address("落户地址", "东岸区", "康宁路 18 号 2 单元 301"),
    Flag("宝宝就住在落户地址吗", true),
    Choice("宝宝的户口落在哪里", "随妈妈"),
];

/// Card and benefits.
pub const INSURANCE: &[Entry] = &[
    Choice("社保卡要哪一种", "实体卡和电子社保卡"),
    Choice("实体卡由哪家银行发", "工商银行"),
    Flag("生产的医疗费出院时已经用医保结了吗", true),
    Text("收款银行卡号", "6222021001122334458"),
    Company("妈妈的工作单位", ["清河云帆科技有限公司", "91519904MA6QH0020W"]),
];

/// Vaccinations and care: nothing that needs a doctor's look.
pub const CARE: &[Entry] = &[
    Choice("选一家社区医院", "南门社区卫生服务中心"),
    Many("出院前已经打了哪些疫苗", &["乙肝疫苗第一针", "卡介苗"]),
    Choice("宝宝有没有下面的情况", "都没有"),
    Many("想得到哪些帮助", &["喂养指导", "生长发育"]),
];

/// Declarations.
pub const DECLARATIONS: &[Entry] =
    &[Declare("填写属实"), Declare("同意使用孩子的信息"), Declare("没有重复申报户口")];

/// The sections in their order.
pub const SECTIONS: [&[Entry]; 6] = [CHILD, PARENTS, HOME, INSURANCE, CARE, DECLARATIONS];

/// Meets the materials that are left once the parents' identity cards are there: uploads, a commitment for
/// the marriage certificate, and the vaccination record to follow.
pub fn materials(page: &Browser, photo: &dyn Fn(&str) -> [PathBuf; 1]) {
    materials_of(page, photo, true);
}

/// The same of parents who are married or not: only the married have a certificate.
pub fn materials_of(page: &Browser, photo: &dyn Fn(&str) -> [PathBuf; 1], married: bool) {
    let uploads = [
        ("出生医学证明首次签发登记表", photo("登记表")),
        ("户口簿", photo("户口簿")),
        ("出院小结", photo("出院小结")),
    ];
    let uploads: Vec<(&str, &[PathBuf])> =
        uploads.iter().map(|(material, files)| (*material, &files[..])).collect();
    citizen::upload(page, &uploads);
    if married {
        page.choice(t("materials.way.commitment")).check();
        page.checkbox(t("materials.commit")).check();
    }
    page.choice(t("materials.way.deferred")).check();
    page.checkbox(begins("materials.defer")).check();
}
