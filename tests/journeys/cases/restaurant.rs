//! Qinghe Flavour Catering opens a restaurant; its agent Ma Tao files: four items, one decided at once, one
//! with an inspection on site.

use crate::steps::form::Entry::{self, *};

/// Answers of the pre-check.
pub const SITUATION: [(&str, &str); 5] = [
    ("公司领营业执照了吗？", "领了"),
    ("店开在清河市吗？", "是"),
    ("店在什么样的楼里？", "临街商铺或商场"),
    ("要在店外挂招牌吗？", "要"),
    ("谁来申请？", "公司经办人"),
];

/// Company and agent; name, code and address come from the account.
pub const COMPANY: &[Entry] = &[
    Person("法定代表人", ["何静", "519903199005070065", "13800000005"]),
    Choice("公司现在的登记状态", "正常（存续、在业）"),
    Flag("营业执照的经营范围里有“餐饮服务”吗", true),
    Flag("店的地址在营业执照上吗", true),
];

/// The shop.
pub const PREMISES: &[Entry] = &[
    Text("店名", "清河味道小馆"),
    Address("店开在哪里", "东岸区", "河滨大道 120 号一层"),
    Text("经营面积", "120"),
    Text("摆多少个座位", "48"),
];

/// The trade.
pub const FOOD: &[Entry] = &[
    Many("卖哪些食品", &["热食"]),
    Flag("做网络外卖吗", true),
    Person("食品安全员", ["马涛", "519904199507200057", "13800000006"]),
    Row(
        "接触食品的员工",
        1,
        &[
            Text("姓名", "罗小军"),
            Text("身份证号", "519904199201010058"),
            Flag("有健康证吗", true),
            Text("健康证到期日", "2027-10-31"),
        ],
    ),
];

/// The sign.
pub const SIGN: &[Entry] = &[
    Text("招牌上写什么", "清河味道小馆"),
    Text("招牌多宽", "4.5"),
    Text("招牌多高", "1.2"),
    Choice("装在哪里", "门头正上方"),
    Flag("会发光吗", true),
    Choice("用什么光", "字体发光"),
];

/// Fire safety.
pub const FIRE: &[Entry] = &[
    Text("店占几层", "1"),
    Text("有几个安全出口", "2"),
    Text("配了几具灭火器", "6"),
    Choice("厨房用什么火", "管道天然气"),
    Flag("装了燃气报警器吗", true),
    Person("消防安全责任人", ["何静", "519903199005070065", "13800000005"]),
    Choice("消防检查走哪种方式", "先检查再给证"),
];

/// Declarations.
pub const DECLARATIONS: &[Entry] = &[Declare("填写属实"), Declare("食品安全承诺")];

/// The sections in their order.
pub const SECTIONS: [&[Entry]; 6] = [COMPANY, PREMISES, FOOD, SIGN, FIRE, DECLARATIONS];
