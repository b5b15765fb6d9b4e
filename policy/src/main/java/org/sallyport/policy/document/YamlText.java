package org.sallyport.policy.document;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.LoadSettingsBuilder;

/** How the YAML library is to read a text of ours. */
public final class YamlText {

    private YamlText() {}

    /**
     * Settings for just this text, which the caller has bounded: all of it in one reading. Where a reading ends within a character of
     * two UTF-16 units, such as an emoji, the library's reader (2.10) can run past the end of its buffer.
     */
    public static LoadSettingsBuilder settings(String text) {
        return LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).setBufferSize(text.length() + 2);
    }
}
