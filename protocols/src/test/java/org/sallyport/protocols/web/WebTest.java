package org.sallyport.protocols.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Limits;

class WebTest {

    private static XmlReading read(String xml) {
        return new XmlReader(Limits.DEFAULT).read(Unpooled.copiedBuffer(xml, StandardCharsets.UTF_8), null);
    }

    private static XmlDocument document(String xml) {
        return (XmlDocument) read(xml);
    }

    private static String replaced(String xml, String text) {
        ByteBuf out = Objects.requireNonNull(document(xml).with("t", text));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void readsElementsUnderAnyPrefix() {
        Xml root = document("<a:r xmlns:a='x'><b xmlns='y' c='1'>t<![CDATA[<&>]]>&amp;</b><!-- --><?p i?></a:r>")
                .root();
        assertThat(root.name()).isEqualTo("r");
        assertThat(root.textAt("b")).isEqualTo("t<&>&");
        assertThat(Objects.requireNonNull(root.child("b")).attributes()).containsEntry("c", "1");
        assertThat(root.only("b")).isNotNull();
        assertThat(root.at("b", "c")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "<r><t>x</t></r>, <r><t><![CDATA[new]]></t></r>",
        "<r><p:t xmlns:p='&gt;' a='>'>x</p:t ></r>, <r><p:t xmlns:p='&gt;' a='>'><![CDATA[new]]></p:t ></r>",
        "<r><![CDATA[<t>no</t>]]><t><![CDATA[</t>]]></t></r>, <r><![CDATA[<t>no</t>]]><t><![CDATA[new]]></t></r>",
        "<r><!-- <t> --><?pi <t>?><t></t></r>, <r><!-- <t> --><?pi <t>?><t><![CDATA[new]]></t></r>",
        "<r><tt/><t>x</t></r>, <r><tt/><t><![CDATA[new]]></t></r>",
    })
    void replacesTheTextOfOneElement(String before, String after) {
        assertThat(replaced(before, "new")).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<r/>", "<r><t/></r>", "<r><tt>x</tt></r>"})
    void hasNothingToReplaceWhereThereIsNoText(String xml) {
        assertThat(document(xml).with("t", "new")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"]]>", "]]]]>>", "a]]", "<t>", "&amp;", "\u0000\u0001\uD800", "\uFFFE", "\uD83D\uDE00"})
    void writesAnyTextSoThatItIsRead(String text) {
        XmlDocument again = document(replaced("<r><t>x</t></r>", text));
        String expected = text.replaceAll("[\u0000\u0001\uFFFE]|\uD800(?![\uDC00-\uDFFF])", "\uFFFD");
        assertThat(again.root().textAt("t")).isEqualTo(expected);
    }

    @Test
    void keepsAByteOrderMark() {
        assertThat(replaced("\uFEFF<r><t>x</t></r>", "y")).isEqualTo("\uFEFF<r><t><![CDATA[y]]></t></r>");
    }

    @ParameterizedTest
    @CsvSource({"text/xml; charset=iso-8859-1", "text/xml; charset=utf-16", "text/xml; charset=\"utf-7\""})
    void readsNoOtherEncoding(String type) {
        ByteBuf body = Unpooled.copiedBuffer("<r/>", StandardCharsets.UTF_8);
        assertThat(new XmlReader(Limits.DEFAULT).read(body, type)).isInstanceOf(XmlReading.Broken.class);
    }

    @Test
    void readsFoldedHeads() {
        MimeText mime =
                Objects.requireNonNull(MimeText.read("A: b\n c\r\nContent-Type: text/PLAIN; x=\"y\"\n\nbody\n\nmore"));
        assertThat(mime.value("a")).isEqualTo("b c");
        assertThat(mime.contentType()).isEqualTo("text/plain");
        assertThat(mime.body()).isEqualTo("body\n\nmore");
        assertThat(MimeText.parameter(mime.value("Content-Type"), "X")).isEqualTo("y");
        assertThat(mime.with("z")).isEqualTo("A: b c\r\nContent-Type: text/PLAIN; x=\"y\"\r\n\r\nz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no colon\n\nx", ": x\n\n", " folded\n\n", "a\0: b\n\n"})
    void readsNoBrokenHeads(String text) {
        assertThat(MimeText.read(text)).isNull();
    }

    @Test
    void boundsHeads() {
        assertThat(MimeText.read("a: b\n".repeat(MimeText.MOST_FIELDS + 1))).isNull();
        assertThat(MimeText.read("a: " + "b".repeat(MimeText.LONGEST_LINE) + "\n\n"))
                .isNull();
        assertThat(MimeText.read("a: b\n" + (" " + "c".repeat(1_000) + "\n").repeat(20)))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "=?utf-8?B?Qm9i?= <b@c>, Bob <b@c>",
        "=?utf-8?q?B=C3=B6b_x?=, B\u00f6b x",
        "=?utf-8?B?Qm9i?= =?utf-8?B?Qm9i?=, BobBob",
        "=?nowhere?B?Qm9i?=, =?nowhere?B?Qm9i?=",
        "=?utf-8?B?!!!?=, =?utf-8?B?!!!?=",
        "=?utf-8?q?=zz?=, =?utf-8?q?=zz?=",
        "plain, plain",
    })
    void decodesWords(String text, String decoded) {
        assertThat(EncodedWords.decode(text)).isEqualTo(decoded);
    }

    @Test
    void keepsAnswersInOrder() {
        Turns<String, String> turns = new Turns<>(3);
        List<String> out = new ArrayList<>();
        turns.answered("at once", out::add);
        turns.asked("one");
        turns.answered("after one", out::add);
        turns.asked("two");
        assertThat(out).containsExactly("at once");
        assertThat(turns.full()).isTrue();
        assertThat(turns.next()).isEqualTo("one");
        turns.done(out::add);
        assertThat(out).containsExactly("at once", "after one");
        assertThat(turns.next()).isEqualTo("two");
        turns.done(out::add);
        assertThat(turns.next()).isNull();
    }
}
