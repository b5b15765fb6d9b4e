package org.sallyport.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.entry.ParentProxy;
import org.sallyport.proxy.entry.UpstreamSettings;
import org.sallyport.proxy.entry.UpstreamSettings.Route;
import org.sallyport.proxy.entry.UpstreamSettings.Tls;
import org.sallyport.proxy.entry.UpstreamSettings.Way;

/** What the keys of {@code upstreams} become. */
final class UpstreamsTest {

    private static UpstreamSettings read(String yaml) throws DocumentException {
        return ConfigurationReader.parse("test", yaml, Path.of("/etc/sallyport"))
                .upstreams();
    }

    @Test
    void routesWithTlsAndProxies() throws DocumentException {
        UpstreamSettings settings = read("""
                upstreams:
                  via: http://proxy.example.com:3128
                  via-user: gateway
                  via-password: "a @ b:c"
                  routes:
                    - {host: a.example, port: 5190, to: "b.example:443", tls: on, ca: ca.pem, tls-name: im.example}
                    - {host: "*.corp.example", via: none}
                    - {host: c.example, via: "SOCKS5://[2001:db8::1]:1080"}
                    - {host: d.example, tls: on}
                    - {host: e.example, to: "f.example:1"}
                """);
        assertThat(settings.via())
                .isEqualTo(new ParentProxy(
                        ParentProxy.Kind.HTTP, new Address("proxy.example.com", 3128), "gateway", "a @ b:c"));
        assertThat(settings.toString()).doesNotContain("a @ b:c");
        assertThat(settings.routes())
                .containsExactly(
                        new Route(
                                "a.example",
                                5190,
                                new Address("b.example", 443),
                                new Tls(Path.of("/etc/sallyport/ca.pem"), "im.example"),
                                Way.Usual.INSTANCE),
                        new Route("*.corp.example", 0, null, null, Way.Direct.INSTANCE),
                        new Route(
                                "c.example",
                                0,
                                null,
                                null,
                                new Way.Through(new ParentProxy(
                                        ParentProxy.Kind.SOCKS5, new Address("2001:db8::1", 1080), null, null))),
                        new Route("d.example", 0, null, new Tls(null, null), Way.Usual.INSTANCE),
                        new Route("e.example", 0, new Address("f.example", 1)));
    }

    @Test
    void noneIsNone() throws DocumentException {
        assertThat(read("upstreams: {via: none}").via()).isNull();
    }
}
