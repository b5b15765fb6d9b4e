package org.sallyport.protocols;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HandoffsLifetimeTest {

    private static final ProtocolId PROTOCOL = new ProtocolId("any");
    private static final Handoff HANDOFF = new Handoff(new ServiceId("any"), null, "x", null);

    private Instant now = Instant.EPOCH;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @Test
    void keepsEachAsLongAsItWasToldTo() {
        Handoffs handoffs = new Handoffs(clock, 10, Duration.ofMinutes(10));
        byte[] usual = {1};
        byte[] longer = {2};
        handoffs.remember(PROTOCOL, usual, HANDOFF);
        handoffs.remember(PROTOCOL, longer, HANDOFF, Duration.ofHours(4));
        now = now.plus(Duration.ofMinutes(11));
        assertThat(handoffs.recall(PROTOCOL, usual)).isNull();
        assertThat(handoffs.recall(PROTOCOL, longer)).isEqualTo(HANDOFF);
        now = now.plus(Duration.ofHours(4));
        assertThat(handoffs.recall(PROTOCOL, longer)).isNull();
    }
}
