package org.sallyport.proxy.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.proxy.entry.OpenGate;

/** Connections in pieces. {@code C:} and {@code S:} are what the sides say, and what reaches the other is in between. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CarriedRelayTest {

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private volatile Verdict verdict = Verdict.Allow.INSTANCE;
    private OpenGate gate;
    private Channel client;
    private CarriedRelay relay;

    @BeforeEach
    void start() throws Exception {
        inside.policy = question -> new Decision.Decided(verdict, List.of("rule"), List.of(), "test", List.of());
        inside.protocols = new Protocols(List.of(new Sevens()));
        gate = new OpenGate(OpenGate.relaySettings(), inside);
        client = new LocalChannel();
        group.register(client).sync();
        Opening opening = new Opening(
                "carried-1",
                Instant.EPOCH,
                "proxy",
                new InetSocketAddress("127.0.0.1", 4_711),
                new Address("im.example", 80),
                Opening.NamedBy.HTTP,
                null,
                true);
        relay = onLoop(() -> new CarriedRelay(opening, null, gate.services(), Advertiser.IDENTITY, client));
    }

    @AfterEach
    void stop() throws Exception {
        onLoop(() -> {
            relay.close();
            return true;
        });
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        gate.close();
    }

    private interface Work<T> {
        T get();
    }

    private <T> T onLoop(Work<T> work) throws Exception {
        return client.eventLoop().submit(work::get).get(20, TimeUnit.SECONDS);
    }

    private void say(Side from, String text) throws Exception {
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        onLoop(() -> {
            relay.said(from, Unpooled.copiedBuffer(text, ISO_8859_1), () -> settled.complete(true));
            return true;
        });
        assertThat(settled.get(20, TimeUnit.SECONDS)).isTrue();
    }

    private String heard(Side by) throws Exception {
        return onLoop(() -> {
            ByteBuf taken = relay.take(by);
            String text = taken.toString(ISO_8859_1);
            taken.release();
            return text;
        });
    }

    @Test
    void whatIsAllowedComesOutAsItWentIn() throws Exception {
        say(Side.CLIENT, "7p000007e00000");
        assertThat(heard(Side.SERVER)).isEqualTo("7p000007e00000");
        say(Side.SERVER, "7e11111");
        assertThat(heard(Side.CLIENT)).isEqualTo("7e11111");
        assertThat(onLoop(relay::isClosed)).isFalse();
    }

    @Test
    void theBeginningOfAFrameComesWithItsEnd() throws Exception {
        say(Side.CLIENT, "7e00");
        assertThat(heard(Side.SERVER)).isEmpty();
        say(Side.CLIENT, "0007p");
        assertThat(heard(Side.SERVER)).isEqualTo("7e00000");
        say(Side.CLIENT, "00000");
        assertThat(heard(Side.SERVER)).isEqualTo("7p00000");
    }

    @Test
    void anAnswerOfOurOwnWaitsForTheClient() throws Exception {
        say(Side.CLIENT, "7a00000");
        assertThat(heard(Side.SERVER)).isEqualTo("7a00000");
        assertThat(heard(Side.CLIENT)).hasSize(Sevens.ANSWER);
    }

    @Test
    void whatIsForbiddenEndsIt() throws Exception {
        verdict = new Verdict.Disconnect(null);
        say(Side.CLIENT, "7e00000");
        assertThat(heard(Side.SERVER)).isEmpty();
        assertThat(onLoop(relay::isClosed)).isTrue();
    }
}
