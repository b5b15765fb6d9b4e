package org.sallyport.protocols.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sallyport.protocols.event.HtmlText;
import org.sallyport.protocols.event.Text;

/** The words in loose HTML: never an exception, no longer than what they were in, and all of what is no markup. */
final class HtmlTextTarget implements FuzzTarget {

    @Override
    public String name() {
        return "html-text";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                        "<HTML><BODY BGCOLOR=\"#ffffff\"><FONT LANG=\"0\">Hi &amp; <b>bye</b>&#8364;&#x20AC;</FONT></BODY></HTML>",
                        "a<b && c>d <3 <secret> &nbsp;&#55357; &#0; &unknown;",
                        "one<br>two<p align='left'>three</p><hr noshade><img src=x><binary><data id=1></data></binary>",
                        "<a href=\"http://example.com/?a=1&lt;2\">x</a",
                        "&#65536;&#99999999999;&amp&;")
                .stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void run(byte[] input) {
        String html = new String(input, StandardCharsets.UTF_8);
        String plain = HtmlText.toPlain(html);
        if (plain.length() > html.length()) {
            throw new AssertionError(html.length() + " characters became " + plain.length());
        }
        if (html.indexOf('<') < 0 && html.indexOf('&') < 0 && !plain.equals(html)) {
            throw new AssertionError("words without markup were changed");
        }
        // Without a > nothing is a tag.
        if (html.indexOf('>') < 0 && count(html, '<') > count(plain, '<')) {
            throw new AssertionError("words were taken for a tag that never ends");
        }
        plain.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF).findAny().ifPresent(c -> {
            throw new AssertionError("half a character");
        });
        Text text = Text.html(html);
        if (!text.source().equals(html) || !text.plain().equals(plain)) {
            throw new AssertionError("a text that is not what it was made of");
        }
    }

    private static long count(String text, char c) {
        return text.chars().filter(other -> other == c).count();
    }
}
