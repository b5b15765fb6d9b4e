package org.sallyport.proxy.entry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessengerShapesTest {

    private static HttpRequest request(String method, String target) {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target);
    }

    @ParameterizedTest
    @CsvSource({
        "msn, http-tunnel, POST, 192.0.2.1, /gateway/gateway.dll?Action=open&Server=NS&IP=messenger.hotmail.com",
        "msn, http-tunnel, POST, any.example, http://any.example/gateway/gateway.dll?SessionID=1.2",
        "yahoo, http-tunnel, POST, shttp.msg.yahoo.com, /notify/",
        "yahoo, http-tunnel, POST, HTTP.Pager.Yahoo.com., /notify",
        "yahoo, http-tunnel, GET, any.example, /config/ncclogin?.src=bl",
        "aim, http-tunnel, GET, aimhttp.oscar.aol.com, /hello",
        "aim, http-tunnel, GET, 192.0.2.1, /monitor?sid=0123456789abcdef0123456789abcdef",
        "aim, http-tunnel, POST, 192.0.2.1, /data?sid=0123456789ABCDEF0123456789abcdef&seq=1",
        "aim, web, GET, any.example, /aimexpress/launch.adp?Brand=AIM",
        "aim, web, GET, toolbar.aol.com, /ae/CheckAIM.html",
        "msn, web, GET, sc.webmessenger.msn.com, /",
        "yahoo, web, GET, in.webmessenger.yahoo.com, /",
        "exchange-im, rvp, SUBSCRIBE, im.corp.example, /instmsg/aliases/alice",
        "exchange-im, rvp, PROPFIND, im.corp.example, /instmsg/local/im/instmsg/aliases/bob",
    })
    void messengersAreKnownByTheirRequests(String service, String carrier, String method, String host, String target) {
        MessengerShapes.Shape shape = MessengerShapes.of(host, request(method, target));
        assertThat(shape).isNotNull();
        assertThat(shape.service().value()).isEqualTo(service);
        assertThat(shape.carrier()).isEqualTo(carrier);
    }

    @Test
    void theirOwnFieldsTellThemAnywhere() {
        HttpRequest msn = request("POST", "/");
        msn.headers().set("Content-Type", "application/x-msn-messenger; charset=utf-8");
        assertThat(MessengerShapes.of("192.0.2.1", msn)).isNotNull();
        HttpRequest rvp = request("NOTIFY", "/");
        rvp.headers().set("RVP-Notifications-Version", "0.2");
        assertThat(MessengerShapes.of("192.0.2.1", rvp)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, www.example.org, /",
        "POST, www.example.org, /notify",
        "GET, www.example.org, /monitor?sid=17",
        "GET, www.example.org, /hello",
        "NOTIFY, 192.0.2.1, /upnp/event",
        "GET, www.yahoo.com, /search?p=/gateway/gateway.dll",
        "GET, notwebmessenger.msn.com.example.org, /",
    })
    void pagesOfOthersAreNot(String method, String host, String target) {
        assertThat(MessengerShapes.of(host, request(method, target))).isNull();
    }
}
