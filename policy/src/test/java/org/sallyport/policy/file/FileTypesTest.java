package org.sallyport.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTypesTest {

    private final FileTypes types = TikaFileTypes.instance();

    @ParameterizedTest
    @CsvSource({
        "plan.PDF, application/pdf",
        "a/b\\c.zip, application/zip",
        "x#y?z.exe, application/x-dosexec",
        "noextension, application/octet-stream",
        "'', application/octet-stream",
        "' ', application/octet-stream",
    })
    void byName(String name, String type) {
        assertThat(types.byName(name)).isIn(type, "application/x-msdownload");
    }

    @ParameterizedTest
    @CsvSource({
        "4d5a900003000000, holiday.jpg, application/x-msdownload",
        "255044462d312e370a, holiday.jpg, application/pdf",
        "89504e470d0a1a0a0000000d49484452, setup.exe, image/png",
        "7f454c4602010100, '', application/x-elf",
    })
    void byContent(String bytes, String name, String type) {
        byte[] first = HexFormat.of().parseHex(bytes);
        assertThat(types.byContent(first, name)).isIn(type, "application/x-dosexec");
    }

    @Test
    void whatTellsNothingIsUnknownAndNothingThrows() {
        assertThat(types.byContent(new byte[0], "")).isEqualTo(FileTypes.UNKNOWN);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(FileTypes.FIRST_BYTES * 2)];
            random.nextBytes(bytes);
            String name = new String(bytes, 0, Math.min(bytes.length, 50), StandardCharsets.UTF_16);
            assertThat(types.byContent(bytes, name)).contains("/");
            assertThat(types.byName(name)).contains("/");
        }
        assertThat(types.byName("a".repeat(1_000_000) + ".exe")).contains("/");
    }
}
