package org.sallyport.protocols.oscar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Limits;

/** A line keeps charset and language from the wire to the wire, by way of a text's style. */
final class LineStyleTest {

    private static LineStyle of(String parts) {
        ByteBuf buffer = WireText.buffer(parts);
        return LineStyle.of(TlvList.read(new WireReader(buffer, 0, buffer.writerIndex()), Limits.DEFAULT));
    }

    private static List<String> written(LineStyle style, String words) {
        SnacBuilder out = SnacBuilder.bare();
        style.write(out, words);
        ByteBuf buffer = out.build();
        try {
            TlvList parts = TlvList.read(new WireReader(buffer, 0, buffer.writerIndex()), Limits.DEFAULT);
            assertThat(TextCodec.decode(parts.text(2), parts.all().getFirst().bytes()))
                    .isEqualTo(words);
            return parts.all().stream()
                    .filter(part -> part.type() > 1)
                    .map(part -> part.type() + " " + part.text())
                    .toList();
        } finally {
            buffer.release();
        }
    }

    @Test
    void survivesAsText() {
        for (String parts : List.of(
                "0001['x'] 0002['us-ascii'] 0003['en']",
                "0001['x'] 0002['iso-8859-1']",
                "0003['fr']",
                "0001['x']",
                "0002[22 'utf-8' 22] 0003['de'] 0004['text/x-aolrtf']")) {
            LineStyle style = of(parts);
            assertThat(LineStyle.parse(style.written())).as(parts).isEqualTo(style);
        }
        assertThat(of("0001['x']")).isEqualTo(new LineStyle(null, null));
        assertThat(LineStyle.parse("")).isEqualTo(LineStyle.USUAL);
        assertThat(LineStyle.parse("FN=Arial; EF=B; CO=0; CS=0; PF=22")).isEqualTo(LineStyle.USUAL);
    }

    /** What is no name can't become another part of the style. */
    @Test
    void takesNamesOnly() {
        assertThat(of("0002['a; language=xx'] 0003[]")).isEqualTo(new LineStyle(null, null));
        assertThat(of("0002['" + "a".repeat(65) + "'] 0003[0D0A]")).isEqualTo(new LineStyle(null, null));
    }

    @Test
    void writesInTheCharsetThatHasTheWords() {
        assertThat(written(new LineStyle("ISO-8859-1", "fr"), "t\u00e9")).containsExactly("2 ISO-8859-1", "3 fr");
        assertThat(written(new LineStyle("iso-8859-1", "fr"), "\u20ac")).containsExactly("2 unicode-2-0", "3 fr");
        assertThat(written(new LineStyle("utf-8", null), "\u20ac")).containsExactly("2 utf-8");
        assertThat(written(new LineStyle("unicode-2-0", "en"), "a")).containsExactly("2 unicode-2-0", "3 en");
        assertThat(written(new LineStyle("windows-1251", "ru"), "a")).containsExactly("2 windows-1251", "3 ru");
        assertThat(written(new LineStyle("windows-1251", "ru"), "\u0430")).containsExactly("2 unicode-2-0", "3 ru");
        assertThat(written(new LineStyle(null, null), "a")).isEmpty();
        assertThat(written(new LineStyle(null, null), "\u0430")).containsExactly("2 unicode-2-0");
        assertThat(written(new LineStyle("utf-8", "ja"), "\u3042".repeat(30_000)))
                .as("three bytes each would not fit")
                .containsExactly("2 unicode-2-0", "3 ja");
    }

    @Test
    void roomsAreCalledByTheirCookies() {
        assertThat(OscarNames.room(4, "4-0-tea", 0)).isEqualTo("4-0-tea");
        assertThat(OscarNames.room(4, "!aol://2719:10-4-tea", 0)).isEqualTo("!aol://2719:10-4-tea");
        assertThat(OscarNames.room(5, "4-0-tea", 0)).isEqualTo("4-0-tea [5-0]");
        assertThat(OscarNames.room(4, "4-0-tea", 1)).isEqualTo("4-0-tea [4-1]");
    }
}
