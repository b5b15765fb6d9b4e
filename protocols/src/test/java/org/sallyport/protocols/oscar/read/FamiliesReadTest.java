package org.sallyport.protocols.oscar.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.protocols.Side.CLIENT;
import static org.sallyport.protocols.Side.SERVER;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.ContactChange;
import org.sallyport.protocols.event.ImEvent.Invite;
import org.sallyport.protocols.event.ImEvent.Lookup;
import org.sallyport.protocols.event.ImEvent.Message;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.event.ImEvent.Presence;
import org.sallyport.protocols.event.ImEvent.Profile;
import org.sallyport.protocols.event.ImEvent.RoomJoin;
import org.sallyport.protocols.event.ImEvent.RoomLeave;
import org.sallyport.protocols.oscar.wire.OscarNames;

/** All families but 04, written by hand from the protocol's descriptions. */
final class FamiliesReadTest {

    private static final ReadContext ALICE = Reads.as("alice");
    private static final ScreenName BOBBY = OscarNames.screenName("bobby");

    private static Meaning client(String opcode, String body) {
        return Reads.read(CLIENT, opcode, body, ALICE);
    }

    private static Meaning server(String opcode, String body) {
        return Reads.read(SERVER, opcode, body, ALICE);
    }

    private static ContactChange change(Meaning meaning) {
        return Reads.one(meaning, ContactChange.class);
    }

    @Test
    void idleAndStatus() {
        assertThat(Reads.one(client("0001 0011", "00000258"), Presence.class).status())
                .isEqualTo("idle");
        Presence busy = Reads.one(client("0001 001E", "0006[00000013] 001D[0002 04 (['lunch'] 0000)]"), Presence.class);
        assertThat(busy.status()).isEqualTo("busy");
        assertThat(busy.text().plain()).isEqualTo("lunch");
        Presence unicode =
                Reads.one(client("0001 001E", "001D[0002 04 ([20AC] 0001 ['unicode-2-0'])]"), Presence.class);
        assertThat(unicode.text().plain()).isEqualTo("\u20AC");
    }

    @Test
    void profileAndAway() {
        List<ImEvent> events = Reads.events(client(
                "0002 0004",
                "0001['text/aolrtf; charset=\"us-ascii\"'] 0002['<b>me</b>']"
                        + "0003['text/aolrtf; charset=\"unicode-2-0\"'] 0004[20AC]"));
        assertThat(events).hasSize(2);
        assertThat(events.get(0).text().plain()).isEqualTo("me");
        assertThat(((Profile) events.get(1)).part()).isEqualTo("away");
        assertThat(events.get(1).text().plain()).isEqualTo("\u20AC");
        Profile theirs = Reads.one(server("0002 0006", "('bobby') 0000 0000 0001['x'] 0002['hi']"), Profile.class);
        assertThat(theirs.from()).isEqualTo(BOBBY);
        assertThat(Reads.one(client("0002 0015", "00000003 ('bobby')"), Lookup.class)
                        .to())
                .containsExactly(BOBBY);
        assertThat(Reads.one(client("0002 0005", "0003 ('bobby')"), Lookup.class)
                        .to())
                .containsExactly(BOBBY);
    }

    @Test
    void clientSideLists() {
        ContactChange added = change(client("0003 0004", "('bobby') ('1234')"));
        assertThat(added.action()).isEqualTo("add");
        assertThat(added.to()).containsExactly(BOBBY, OscarNames.uin(1234));
        assertThat(change(client("0003 0005", "('bobby')")).action()).isEqualTo("remove");
        assertThat(change(client("0009 0007", "('bobby')")).action()).isEqualTo("deny");
        assertThat(change(client("0009 0006", "")).action()).isEqualTo("unpermit");
        assertThat(change(server("0003 000A", "('bobby')")).action()).isEqualTo("rejected");
    }

    @Test
    void severalPeopleArrive() {
        List<ImEvent> events = Reads.events(server(
                "0003 000B", "('bobby') 0000 0002 0001[0030] 0004[0005] ('1234') 0000 0002 0001[0050] 0006[00000020]"));
        assertThat(events).extracting(e -> ((Presence) e).status()).containsExactly("away", "chatty");
    }

    @Test
    void feedbagItems() {
        List<ImEvent> events = Reads.events(client(
                "0013 0008",
                "['bobby'] 0001 0002 0000 [0131['Bob']] ['Friends'] 0001 0000 0001 [] ['eve'] 0000 0003 0003 []"
                        + "[] 0000 0004 0004 [00CA[01]] [] 0000 0005 0005 []"));
        assertThat(events)
                .extracting(e -> ((ContactChange) e).action())
                .containsExactly("add", "add", "deny", "privacy");
        assertThat(events.get(0).to()).containsExactly(BOBBY);
        assertThat(events.get(0).text().plain()).isEqualTo("Bob");
        assertThat(events.get(1).text().plain()).isEqualTo("Friends");
        assertThat(change(client("0013 000A", "['eve'] 0000 0003 0003 []")).action())
                .isEqualTo("undeny");
        assertThat(client("0013 0009", "[] 0000 0000 0001 [00C8[0001]]")).isEqualTo(Meaning.Nothing.INSTANCE);
    }

    @Test
    void authorization() {
        ContactChange ask = change(client("0013 0018", "('1234') ['let me'] 0000"));
        assertThat(ask.action()).isEqualTo("ask");
        assertThat(ask.text().plain()).isEqualTo("let me");
        ContactChange asked = change(server("0013 0019", "('1234') ['let me'] 0000"));
        assertThat(asked.from()).isEqualTo(OscarNames.uin(1234));
        assertThat(change(client("0013 001A", "('1234') 01 [] 0000")).action()).isEqualTo("grant");
        assertThat(change(server("0013 001B", "('1234') 00 ['no'] 0000")).action())
                .isEqualTo("refuse");
        assertThat(change(server("0013 001C", "('1234')")).action()).isEqualTo("added");
    }

    @Test
    void aRoom() {
        ReadContext room = Reads.in("4-0-lunch", "alice");
        String said = "0102030405060708 0003 0001[] 0006[] 0005[0001['<b>hi</b>'] 0002['us-ascii'] 0003['en']]";
        Message out = Reads.one(Reads.read(CLIENT, "000E 0005", said, room), Message.class);
        assertThat(out.feature()).isEqualTo(Feature.GROUP_CHAT);
        assertThat(out.room()).isEqualTo("4-0-lunch");
        assertThat(out.text().plain()).isEqualTo("hi");
        assertThat(out.marks()).isEmpty();
        String heard =
                "0102030405060708 0003 0003[('Alice') 0000 0000] 0001[]" + " 0005[0002['unicode-2-0'] 0001[20AC]]";
        Message reflected = Reads.one(Reads.read(SERVER, "000E 0006", heard, room), Message.class);
        assertThat(reflected.marks()).containsExactly(Mark.REFLECTION);
        assertThat(reflected.text().plain()).isEqualTo("\u20AC");
        String whisper = "0102030405060708 0003 0002['bobby'] 0005[0001['psst']]";
        Message whispered = Reads.one(Reads.read(CLIENT, "000E 0005", whisper, room), Message.class);
        assertThat(whispered.marks()).containsExactly(Mark.WHISPER);
        assertThat(whispered.to()).containsExactly(BOBBY);
        assertThat(Reads.events(Reads.read(SERVER, "000E 0003", "('bobby') 0000 0000 ('eve') 0000 0000", room)))
                .containsExactly(
                        new RoomJoin(reflected.flow(), BOBBY, List.of(), "4-0-lunch"),
                        new RoomJoin(reflected.flow(), OscarNames.screenName("eve"), List.of(), "4-0-lunch"));
        assertThat(Reads.one(Reads.read(SERVER, "000E 0004", "('bobby') 0000 0000", room), RoomLeave.class)
                        .from())
                .isEqualTo(BOBBY);
    }

    @Test
    void aRoomIsMade() {
        RoomJoin made = Reads.one(
                client("000D 0008", "0004 ('create') FFFF 01 0003 00D3['lunch'] 00D6['us-ascii'] 00D7['en']"),
                RoomJoin.class);
        assertThat(made.room()).isEqualTo("lunch");
    }

    @Test
    void icqStoredMessages() {
        String stored = "0001[{2E160000 4100 0200 D2040000 D907 06 0F 0C 1E 01 00 {'later' 00}}]";
        Message message = Reads.one(Reads.read(SERVER, "0015 0003", stored, Reads.as("5678")), Message.class);
        assertThat(message.marks()).containsExactly(Mark.OFFLINE);
        assertThat(message.from()).isEqualTo(OscarNames.uin(1234));
        assertThat(message.text().plain()).isEqualTo("later");
        assertThat(Reads.read(CLIENT, "0015 0002", "0001[{2E160000 3C00 0200}]", Reads.as("5678")))
                .isEqualTo(Meaning.Nothing.INSTANCE);
    }

    @Test
    void icqLookupsAndSms() {
        Lookup lookup = Reads.one(client("0015 0002", "0001[{A1860100 D007 2600 BA04 A2860100}]"), Lookup.class);
        assertThat(lookup.to()).containsExactly(OscarNames.uin(100_002));
        String xml = "<icq_sms_message><destination>+4912345</destination><text>a &amp; b</text></icq_sms_message>";
        Message sms = Reads.one(
                client(
                        "0015 0002",
                        "0001[{2E160000 D007 0300 8214 0001 0016 000000000000000000000000000000000000 ['" + xml
                                + "' 00]}]"),
                Message.class);
        assertThat(sms.feature()).isEqualTo(Feature.SMS);
        assertThat(sms.text().plain()).isEqualTo("a & b");
        assertThat(sms.to()).containsExactly(ScreenName.of(OscarNames.ICQ, "+4912345"));
        assertThat(client("0015 0002", "0001[{2E160000 7777 0300}]")).isEqualTo(Meaning.Unclassified.INSTANCE);
    }

    @Test
    void theRest() {
        ContactChange invite = change(client("0006 0002", "0011['eve@x.test'] 0015['come over']"));
        assertThat(invite.text().plain()).isEqualTo("come over");
        List<ImEvent> admin = Reads.events(client("0007 0004", "0002['new secret'] 0012['old secret'] 0001['Al Ice']"));
        assertThat(admin).extracting(e -> ((Profile) e).part()).containsExactly("password", "name");
        assertThat(admin.get(0).text().source()).isEmpty();
        assertThat(Reads.one(server("0008 0002", "0001['buy'] 0002['http://x.test/']"), Message.class)
                        .feature())
                .isEqualTo(Feature.URL);
        assertThat(Reads.one(client("000A 0002", "'eve@x.test'"), Lookup.class).query())
                .isEqualTo("eve@x.test");
        assertThat(Reads.one(client("0010 0002", "0001 ['GIF']"), Invite.class).feature())
                .isEqualTo(Feature.BUDDY_ICON);
    }
}
