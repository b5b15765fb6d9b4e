package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;
import org.sallyport.protocols.trial.TrialContext;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.ymsg.file.YmsgFilePlugin;

/** What the service's connection says of files, and whose the requests are that follow. */
class FilePromisesTest {

    private final Handoffs handoffs = TrialContext.newHandoffs();
    private final Rig rig = new Rig(new YmsgPlugin(), Limits.DEFAULT, handoffs);
    private final Transcript transcript = new Transcript(rig, 12);
    private final YmsgFilePlugin files = new YmsgFilePlugin();

    @BeforeEach
    void signOn() {
        transcript.online("alice");
    }

    private void says(Side from, String packet) {
        rig.send(from, Packets.bytes(packet, from == Side.CLIENT ? 12 : 0));
        assertThat(rig.malformed()).isNull();
    }

    private boolean claims(String method, String url) {
        return files.claims(HttpHead.request(method, url, "198.51.100.9", HttpFields.NONE), handoffs);
    }

    /** What a request is about on a connection of its own. */
    private String asks(String request) {
        Rig web = new Rig(files, Limits.DEFAULT, handoffs);
        String whole = request.contains("\r\n\r\n") ? request : request + "\r\n\r\n";
        web.send(Side.CLIENT, whole.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(web.malformed()).isNull();
        return Script.describe(Objects.requireNonNull(web.events().poll(), "no event"));
    }

    @Test
    void theDropBoxSaysWhereAFileIs() {
        says(
                Side.SERVER,
                "46 st=1 id=77 4=bob 5=alice 14=look 27=c.exe 28=7 38=604800"
                        + " 20=http://198.51.100.9/u/.tmp/c.exe?sig");
        assertThat(asks("GET /u/.tmp/c.exe?sig HTTP/1.0\r\nHost: 198.51.100.9:80"))
                .isEqualTo("file begin | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c.exe, size=7, count=1]]");
        assertThat(claims("GET", "/u/.tmp/c.exe?other")).isFalse();
    }

    @Test
    void aPeerSaysWhereAFileIs() {
        says(
                Side.SERVER,
                "4d st=1 id=77 5=alice 4=bob 49=FILEXFER 13=1 20=http://198.51.100.9:80/Messenger.x?AppID=y 27=c.exe"
                        + " 28=7 53=t2");
        assertThat(asks("GET /Messenger.x?AppID=y HTTP/1.1\r\nHost: 198.51.100.9"))
                .isEqualTo("file begin | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=c.exe, size=7, count=1]]");
    }

    @Test
    void whatIsRefusedIsNotAnnounced() {
        rig.rules(event -> Rig.decided(new Verdict.Deny(null)));
        says(
                Side.SERVER,
                "4d st=1 id=77 5=alice 4=bob 49=FILEXFER 13=1 20=http://198.51.100.9/Messenger.x 27=c.exe 28=7 53=t2");
        assertThat(claims("GET", "/Messenger.x")).isFalse();
    }

    @Test
    void theRelaysTokenTellsWhichFileOfWhom() {
        says(
                Side.SERVER,
                "dc st=1 id=77 4=bob 5=alice 265=X 222=1 266=2 302=268 300=268 27=c.exe 28=7 301=268 300=268 27=d.txt"
                        + " 28=9 301=268 303=268");
        says(Side.SERVER, "dd st=1 id=77 4=bob 5=alice 265=X 27=d.txt 249=3 250=198.51.100.9 251=to=ken");
        assertThat(asks("GET /relay?token=to%3Dken&sender=eve&recver=eve HTTP/1.1\r\nHost: 198.51.100.9"))
                .isEqualTo("file begin | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=d.txt, size=9, count=1]]");
        // The same token says nothing of who sends with it.
        assertThat(asks("POST /relay?token=to%3Dken&sender=eve&recver=dan HTTP/1.1\r\nHost: x\r\nContent-Length: 3"))
                .startsWith("file begin | outbound yahoo:eve to [yahoo:dan]");

        says(Side.CLIENT, "dc id=77 1=alice 5=bob 265=Y 222=1 266=1 302=268 300=268 27=a.txt 28=5 301=268 303=268");
        says(Side.SERVER, "de st=1 id=77 4=bob 5=alice 265=Y 27=a.txt 249=3 251=mine");
        assertThat(asks("POST /relay?token=mine&sender=alice&recver=bob HTTP/1.1\r\nHost: x\r\nContent-Length: 5"))
                .isEqualTo("file begin | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=a.txt, size=5, count=1]]");
    }

    /** Events name the account, whichever of its identities a client uses; a stranger's word makes nobody another. */
    @Test
    void anIdentityIsItsAccountsInTheDropBoxToo() {
        says(Side.SERVER, "55 id=77 87= 88= 89=alice,allie 3=alice");
        assertThat(asks(upload("Allie"))).startsWith("file propose | outbound yahoo:alice to [yahoo:bob]");
        assertThat(asks(upload("ally"))).startsWith("file propose | outbound yahoo:ally to [yahoo:bob]");
    }

    private static String upload(String name) {
        byte[] packet = Packets.bytes("46 0=" + name + " 5=bob 27=a.txt 28=5 raw=3239c080", 12);
        return "POST /notifyft HTTP/1.0\r\nContent-length: " + (packet.length + 5) + "\r\n\r\n"
                + new String(packet, StandardCharsets.ISO_8859_1) + "hello";
    }

    @Test
    void aFileGoesDirectlyEitherWay() {
        says(Side.SERVER, "dd st=1 id=77 4=bob 5=alice 265=X 27=d.txt 249=1 250=http://198.51.100.9/d?1");
        assertThat(claims("GET", "/d?1")).isTrue();
        says(Side.SERVER, "de st=1 id=77 4=bob 5=alice 265=Y 27=a.txt 249=2 250=http://198.51.100.9/up");
        assertThat(claims("POST", "/up")).isTrue();
        assertThat(claims("GET", "/up")).isFalse();
        // Where this client waits is for others to come to.
        says(Side.CLIENT, "dd id=77 1=alice 5=bob 265=Z 27=e.txt 249=1 250=http://198.51.100.9/e");
        assertThat(claims("GET", "/e")).isFalse();
    }
}
