//! Each provider's own protocol, checked by a counterpart that knows nothing of our code.

use chrono::TimeDelta;
use onething_api::messages::{
    DeliveryStatus, EmailAddress, EmailCode, MessageSettings, WechatCode,
};
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::session::CodeRequest;
use onething_server::one;

use super::counterparts::{Http, Seen, Smtp, python};
use super::{deliver, deliveries, email, sms, with_providers};
use crate::world::{Client, MOTHER, World};

/// What the signature of a request should be, by Python's own HMAC, from what came over the wire.
fn signature(seen: &Seen, secret: &str) -> String {
    let names =
        "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
    let headers: Vec<(&str, &str)> =
        names.split(';').map(|name| (name, seen.headers[name].to_str().unwrap())).collect();
    let input = serde_json::json!([seen.method, seen.path, seen.query, headers, names, secret]);
    let script = r#"
import sys,json,hashlib,hmac
method,path,query,headers,names,secret=json.load(sys.stdin)
query='&'.join(sorted(query.split('&')))
lines=''.join(f'{name}:{value.strip()}\n' for name,value in headers)
body=hashlib.sha256(b'').hexdigest()
assert dict(headers)['x-acs-content-sha256']==body
request='\n'.join([method,path,query,lines,names,body])
text='ACS3-HMAC-SHA256\n'+hashlib.sha256(request.encode()).hexdigest()
print(hmac.new(secret.encode(),text.encode(),hashlib.sha256).hexdigest(),end='')
"#;
    python(script, input.to_string().as_bytes())
}

async fn sms_are_signed_as_aliyun_checks_them(world: World) {
    let http = Http::start(|_| r#"{"Code":"OK","Message":"OK","BizId":"1"}"#.to_owned()).await;
    let city = with_providers(&world, &sms(&http.url)).await;
    city.nobody().post(paths::CODES, &CodeRequest { phone: MOTHER.into() }).await.expect(200);
    assert_eq!(deliver(&city).await, 1);
    let seen = http.seen();
    let [seen] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!((seen.method.as_str(), seen.path.as_str(), seen.body.len()), ("POST", "/", 0));
    assert_eq!(seen.headers["x-acs-action"], "SendSms");
    assert_eq!(seen.headers["x-acs-version"], "2017-05-25");
    assert_eq!(seen.headers["x-acs-date"], "2026-03-02T02:00:00Z");
    assert_eq!(seen.value("PhoneNumbers"), MOTHER);
    assert_eq!(seen.value("SignName"), "清河一件事");
    assert_eq!(seen.value("TemplateCode"), "SMS_1");
    let code = city.nobody().code_for(MOTHER).await;
    let values: serde_json::Value = serde_json::from_str(&seen.value("TemplateParam")).unwrap();
    assert_eq!(values, serde_json::json!({ "code": code }));
    let header = seen.headers["authorization"].to_str().unwrap();
    assert!(header.starts_with("ACS3-HMAC-SHA256 Credential=LTAI-test,SignedHeaders=host;"));
    let ours = header.rsplit_once("Signature=").unwrap().1;
    assert_eq!(ours, signature(seen, "secret & more"));
    assert_ne!(ours, signature(seen, "another secret"));
    assert_eq!(deliver(&city).await, 0, "once");
}

async fn settings(client: &Client) -> MessageSettings {
    client.get(paths::MESSAGE_SETTINGS).await.expect(200).json()
}

async fn email_goes_by_smtp_to_a_confirmed_address(world: World) {
    let smtp = Smtp::start().await;
    let city = with_providers(&world, &email(&smtp.url)).await;
    let mother = city.log_in(MOTHER).await;
    for wrong in ["", "lin", "lin@", "@city.example", "lin@city.example\r\nRCPT TO:<x@y>"] {
        let ask = EmailAddress { email: wrong.into() };
        let refused = mother.post(paths::MESSAGE_EMAIL, &ask).await.expect(422);
        assert_eq!(refused.problem(Code::WrongShape).field.as_deref(), Some("email"), "{wrong}");
    }
    let ask = EmailAddress { email: "lin@mail.example".into() };
    let after: MessageSettings = mother.post(paths::MESSAGE_EMAIL, &ask).await.expect(200).json();
    assert_eq!((after.email.as_str(), after.email_waiting.as_str()), ("", "l***@mail.example"));
    mother.post(paths::MESSAGE_EMAIL, &ask).await.expect(429).problem(Code::TooManyRequests);
    deliver(&city).await;
    let mails = smtp.mails();
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!((&*mail.from, &*mail.to), ("noreply@city.example", "lin@mail.example"));
    let (subject, _, text) = mail.read();
    assert_eq!(subject, "邮箱验证码");
    let code: String = text.chars().filter(char::is_ascii_digit).take(6).collect();

    let number = mother.file("newborn", 0).await.number;
    deliver(&city).await;
    assert!(smtp.mails().is_empty(), "not before it is confirmed");
    let wrong = EmailCode { code: if code == "000000" { "1" } else { "000000" }.into() };
    mother.post(paths::MESSAGE_EMAIL_CODE, &wrong).await.expect(422).problem(Code::WrongCode);
    let right = EmailCode { code };
    let after: MessageSettings =
        mother.post(paths::MESSAGE_EMAIL_CODE, &right).await.expect(200).json();
    assert_eq!((after.email.as_str(), after.email_waiting.as_str()), ("l***@mail.example", ""));
    mother.post(paths::MESSAGE_EMAIL_CODE, &right).await.expect(422).problem(Code::WrongCode);

    let clerk = city.staff("clerk-1").await;
    clerk.command(&number, onething_domain::case::Command::Accept {}).await;
    deliver(&city).await;
    let mails = smtp.mails();
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    let (subject, id, text) = mail.read();
    assert_eq!(subject, "已经受理");
    assert!(text.contains(&number), "{text}");
    assert!(text.contains(&format!("http://city.example/cases/{number}")), "{text}");
    assert!(id.ends_with("@city.example>"), "a receiver knows a second try by {id}");

    mother.delete(paths::MESSAGE_EMAIL).await.expect(200);
    assert_eq!(settings(&mother).await.email, "");
    mother.file("newborn", 0).await;
    deliver(&city).await;
    assert!(smtp.mails().is_empty(), "not once it is forgotten");
}

async fn confirm(client: &Client, city: &World, email: &str) {
    city.pass(TimeDelta::milliseconds(1)); // so that the newest code is known by its time
    let ask = EmailAddress { email: email.into() };
    client.post(paths::MESSAGE_EMAIL, &ask).await.expect(200);
    let code = client.code_for(MOTHER).await;
    client.post(paths::MESSAGE_EMAIL_CODE, &EmailCode { code }).await.expect(200);
}

/// How many deliveries of the city have not arrived.
async fn under_way(city: &World) -> i64 {
    let mut tx = city.app.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM delivery WHERE status <> 'sent'";
    one!(&mut tx, (i64,), sql).unwrap().map_or(0, |(count,)| count)
}

async fn what_is_on_its_way_to_an_address_goes_with_it(world: World) {
    let smtp = Smtp::start().await;
    let city = with_providers(&world, &email(&smtp.url)).await;
    let mother = city.log_in(MOTHER).await;
    confirm(&mother, &city, "old@mail.example").await;
    deliver(&city).await;
    smtp.mails();
    mother.file("newborn", 0).await;
    let before = under_way(&city).await;
    confirm(&mother, &city, "old@mail.example").await;
    assert_eq!(under_way(&city).await, before + 1, "the same address again, with a code");
    confirm(&mother, &city, "new@mail.example").await;
    deliver(&city).await;
    assert!(smtp.mails().is_empty(), "the old address is not theirs any more");
    mother.file("newborn", 0).await;
    deliver(&city).await;
    let to: Vec<String> = smtp.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["new@mail.example"]);

    mother.file("newborn", 0).await;
    let before = under_way(&city).await;
    mother.delete(paths::MESSAGE_EMAIL).await.expect(200);
    assert_eq!(under_way(&city).await, before - 1, "nobody can try it again");
    deliver(&city).await;
    assert!(smtp.mails().is_empty());
}

async fn a_code_may_be_tried_five_times(world: World) {
    let mother = world.log_in(MOTHER).await;
    let ask = EmailAddress { email: "lin@mail.example".into() };
    mother.post(paths::MESSAGE_EMAIL, &ask).await.expect(200);
    let code = mother.code_for(MOTHER).await;
    let wrong = EmailCode { code: "x".into() };
    for _ in 0..5 {
        mother.post(paths::MESSAGE_EMAIL_CODE, &wrong).await.expect(422).problem(Code::WrongCode);
    }
    let right = EmailCode { code };
    mother.post(paths::MESSAGE_EMAIL_CODE, &right).await.expect(422).problem(Code::WrongCode);
}

fn wechat(url: &str, account: &str) -> String {
    format!(
        "[wechat]\nurl = \"{url}\"\napp_id = \"wx1\"\napp_secret = \"s\"\naccount = \"{account}\"\n\
         [wechat.templates.case_filed]\nid = \"T1\"\ndata = {{ thing1 = \"thing\", character_string2 = \"number\" }}\n\
         [wechat.templates.other]\nid = \"T9\"\ndata = {{ thing1 = \"title\" }}\n"
    )
}

/// WeChat as it answers: tokens, openids by OAuth codes, and messages.
fn weixin(seen: &Seen) -> String {
    match seen.path.as_str() {
        "/cgi-bin/stable_token" => r#"{"access_token":"TOKEN","expires_in":7200}"#.to_owned(),
        "/sns/oauth2/access_token" if seen.value("code") == "good" => {
            r#"{"access_token":"x","openid":"OPENID-1"}"#.to_owned()
        }
        "/sns/oauth2/access_token" => r#"{"errcode":40029,"errmsg":"invalid code"}"#.to_owned(),
        _ => r#"{"errcode":0,"errmsg":"ok"}"#.to_owned(),
    }
}

async fn wechat_messages_go_to_whoever_bound_an_account(world: World) {
    let http = Http::start(weixin).await;
    for (account, path, page) in [
        ("service", "/cgi-bin/message/subscribe/bizsend", "http://city.example/cases/"),
        ("mini_program", "/cgi-bin/message/subscribe/send", "/cases/"),
    ] {
        let city = with_providers(&world, &wechat(&http.url, account)).await;
        let mother = city.log_in(MOTHER).await;
        let bad = WechatCode { code: "bad".into() };
        mother.post(paths::MESSAGE_WECHAT, &bad).await.expect(422).problem(Code::WrongCode);
        let good = WechatCode { code: "good".into() };
        let after: MessageSettings =
            mother.post(paths::MESSAGE_WECHAT, &good).await.expect(200).json();
        assert!(after.wechat && after.wechat_app == "wx1");
        http.seen();
        let number = mother.file("newborn", 0).await.number;
        deliver(&city).await;
        let seen = http.seen();
        let [token, sent] = seen.as_slice() else { panic!("{seen:?}") };
        assert_eq!(token.json()["grant_type"], "client_credential");
        assert_eq!((&*sent.path, &*sent.value("access_token")), (path, "TOKEN"));
        let body = sent.json();
        assert_eq!((&body["touser"], &body["template_id"]), (&"OPENID-1".into(), &"T1".into()));
        assert_eq!(body["data"]["character_string2"]["value"], number);
        assert!(body["data"]["thing1"]["value"].as_str().unwrap().chars().count() <= 20);
        assert_eq!(body["page"], format!("{page}{number}"));

        // A token that is over is asked for anew, and the message comes with the next try.
        http.then(200, r#"{"errcode":42001,"errmsg":"access_token expired"}"#);
        mother.file("newborn", 0).await;
        deliver(&city).await;
        assert_eq!(http.seen().len(), 1, "the token is kept as long as it is good");
        city.pass(chrono::TimeDelta::minutes(1));
        deliver(&city).await;
        let paths: Vec<String> = http.seen().into_iter().map(|seen| seen.path).collect();
        assert_eq!(paths, ["/cgi-bin/stable_token", path]);
        mother.delete(paths::MESSAGE_WECHAT).await.expect(200);
        mother.file("newborn", 0).await;
        deliver(&city).await;
        assert!(http.seen().is_empty());
    }
}

async fn what_a_provider_refuses_for_ever_is_given_up_at_once(world: World) {
    let http = Http::start(weixin).await;
    let city = with_providers(&world, &wechat(&http.url, "service")).await;
    let mother = city.log_in(MOTHER).await;
    let good = WechatCode { code: "good".into() };
    mother.post(paths::MESSAGE_WECHAT, &good).await.expect(200);
    http.then(200, r#"{"access_token":"TOKEN","expires_in":7200}"#);
    http.then(200, &format!(r#"{{"errcode":43101,"errmsg":"user {MOTHER} refuses"}}"#));
    mother.file("newborn", 0).await;
    deliver(&city).await;
    let dead = deliveries(&world, DeliveryStatus::Dead).await;
    let errors: Vec<&str> = dead.deliveries.iter().map(|row| row.error.as_str()).collect();
    assert_eq!(errors, ["wechat_43101"], "by its code, never by what the provider quotes");
    assert_eq!(dead.deliveries[0].tries, 1);
}

#[tokio::test]
async fn a_file_of_providers_that_is_wrong_is_refused_at_start_without_its_secrets() {
    let world = World::sqlite().await;
    for (text, said) in [
        ("[sms]\nkey_id = \"a\"\nkey_secret = \"hush\"\n", "missing field"),
        ("[fax]\nkey_secret = \"hush\"\n", "unknown field"),
        (&*sms("dysms"), "sms: url: must be"),
        (&*sms("http://127.0.0.1:1").replace("other", "nothing"), "no kind of message"),
        (&*email("mail.example"), "email: url: must be"),
        (&*wechat("http://x", "service").replace("\"number\"", "\"code\""), "has no code"),
    ] {
        let file = world.folder.join("wrong.toml");
        std::fs::write(&file, text).unwrap();
        let settings = onething_server::config::Settings {
            message_providers: Some(file),
            ..world.app.settings.clone()
        };
        let opened = onething_server::app::App::open(settings, world.app.clock.clone()).await;
        let error = opened.err().unwrap();
        assert!(error.starts_with("message_providers: ") && error.contains(said), "{error}");
        assert!(!error.contains("hush") && !error.contains("secret & more"), "{error}");
    }
}

on_both!(
    sms_are_signed_as_aliyun_checks_them,
    email_goes_by_smtp_to_a_confirmed_address,
    what_is_on_its_way_to_an_address_goes_with_it,
    a_code_may_be_tried_five_times,
    wechat_messages_go_to_whoever_bound_an_account,
    what_a_provider_refuses_for_ever_is_given_up_at_once,
);
