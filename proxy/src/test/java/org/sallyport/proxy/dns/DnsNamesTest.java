package org.sallyport.proxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DnsNamesTest {

    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - 5); // A clock that is about to wrap is no reason to forget.
    private final DnsNames names = new DnsNames(80, Duration.ofMinutes(60), now::get);

    @Test
    void eachClientHasItsOwnNames() throws Exception {
        names.remember(client(1), address(1), "a.example", 0);
        names.remember(client(2), address(1), "b.example", 0);
        assertThat(names.nameOf(client(1), address(1))).isEqualTo("a.example");
        assertThat(names.nameOf(client(2), address(1))).isEqualTo("b.example");
        assertThat(names.nameOf(client(3), address(1))).isNull();
        assertThat(names.nameOf(client(1), address(2))).isNull();
    }

    @Test
    void theNameAskedForLastCounts() throws Exception {
        names.remember(client(1), address(1), "a.example", 0);
        names.remember(client(1), address(1), "b.example", 0);
        assertThat(names.nameOf(client(1), address(1))).isEqualTo("b.example");
        assertThat(names.size()).isEqualTo(1);
    }

    @Test
    void aNameIsForgottenAfterItsTime() throws Exception {
        names.remember(client(1), address(1), "short.example", 60);
        names.remember(client(1), address(2), "long.example", 7_200);
        names.remember(client(1), address(3), "endless.example", Long.MAX_VALUE);
        pass(Duration.ofMinutes(60));
        assertThat(names.nameOf(client(1), address(1))).isEqualTo("short.example");
        pass(Duration.ofMinutes(1));
        assertThat(names.nameOf(client(1), address(1))).isNull();
        assertThat(names.nameOf(client(1), address(2))).isEqualTo("long.example");
        pass(Duration.ofDays(7));
        assertThat(names.nameOf(client(1), address(2))).isNull();
        assertThat(names.nameOf(client(1), address(3))).isNull();
        assertThat(names.size()).isZero();
    }

    @Test
    void oneClientCannotPushOutTheOthers() throws Exception {
        names.remember(client(1), address(1), "a.example", 0);
        for (int i = 0; i < 1_000; i++) {
            names.remember(client(2), address(i), "flood.example", 0);
        }
        assertThat(names.size()).isEqualTo(11);
        assertThat(names.nameOf(client(1), address(1))).isEqualTo("a.example");
        assertThat(names.nameOf(client(2), address(989))).isNull();
        assertThat(names.nameOf(client(2), address(999))).isEqualTo("flood.example");
    }

    @Test
    void whatWasLongestNotUsedGoesFirst() throws Exception {
        for (int i = 0; i < 80; i++) {
            names.remember(client(i), address(1), "a.example", 0);
        }
        assertThat(names.nameOf(client(0), address(1))).isNotNull();
        names.remember(client(80), address(1), "a.example", 0);
        assertThat(names.size()).isEqualTo(80);
        assertThat(names.nameOf(client(0), address(1))).isNotNull();
        assertThat(names.nameOf(client(1), address(1))).isNull();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static InetAddress client(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
    }

    private static InetAddress address(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {(byte) 192, 0, (byte) (number >> 8), (byte) number});
    }
}
