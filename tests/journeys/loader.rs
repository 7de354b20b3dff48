//! What stands before the program, when the network is lost on the way (X1, X4). That it speaks to
//! browsers below the floor is in `looks`.

use journeys::journey;

#[test]
fn a_page_that_did_not_arrive_can_be_loaded_again() {
    journey("loader", |journey| {
        let page = journey.phone("offline");
        page.before_each_page(
            "if (!sessionStorage.getItem('tried')) {
                 sessionStorage.setItem('tried', 'once');
                 window.fetch = () => Promise.reject(new TypeError('no network'));
             }",
        );
        page.open("/");
        page.says("没有加载成功，请检查网络后重试。");
        page.button("重新加载").click();
        page.heading("一件事一次办").wait();
        page.says_no("没有加载成功");
    });
}
