package org.sallyport.proxy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.proxy.cli.Main;
import picocli.CommandLine;

/** What {@code sallyport rules} prints, to the letter. {@code TransparentIT} loads it and looks what it does. */
class RulesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/rules");

    private record Printed(int exit, String out, String err) {}

    private static Printed rules(String arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(("rules " + arguments).split(" ", -1));
        return new Printed(exit, out.toString(), err.toString());
    }

    /** With {@code -Dsallyport.golden.write=true} they are written anew, to be read in the diff. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            redirect.nft             | nft --lan lan0
            redirect-fail-open.nft   | nft --lan lan0 --fail-open --ports im,443
            redirect-own-v4.nft      | nft --mode redirect --lan lan0 --lan br-1.20 --user sallyport --family 4 --ports 5190
            tproxy.nft               | nft --mode tproxy --lan lan0 --ports im,80,443 --listen-port 2081
            tproxy-all-fail-open.nft | nft --mode tproxy --lan lan0 --all --fail-open --mark 7 --table 77 --name im
            tproxy-setup.sh          | nft --mode tproxy --lan lan0 --setup
            redirect.sh              | iptables --mode redirect --lan lan0
            redirect-own-v4.sh       | iptables --lan lan0 --lan br-1.20 --user sallyport --family 4 --ports 5190
            redirect-fail-open.sh    | iptables --lan lan0 --fail-open
            tproxy.sh                | iptables --mode tproxy --lan lan0 --ports im,80,443,1000-1001,1003-1004,1006-1007
            tproxy-all-v6.sh         | iptables --mode tproxy --lan lan0 --all --family 6 --name im
            """)
    void prints(String file, String arguments) throws IOException {
        Printed printed = rules(arguments);
        assertThat(printed.exit()).as(printed.err()).isZero();
        if (Boolean.getBoolean("sallyport.golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(GOLDEN.resolve(file), printed.out());
        }
        assertThat(printed.out()).isEqualTo(Files.readString(GOLDEN.resolve(file)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nft",
                "ipfw --lan lan0",
                "nft --lan lan0;reboot",
                "nft --lan -j",
                "nft --lan lo",
                "nft --lan lan0,lan0",
                "nft --lan averyverylongname",
                "nft --lan lan+",
                "nft --lan \"lan0\"",
                "nft --lan $(reboot)",
                "nft --lan lan0\nflush",
                "nft --lan lan0 --ports 0",
                "nft --lan lan0 --ports 80 --all",
                "nft --lan lan0 --listen-port 0",
                "nft --lan lan0 --listen-port 65536",
                "nft --lan lan0 --mark 0",
                "nft --lan lan0 --mark x",
                "nft --lan lan0 --table 254",
                "nft --lan lan0 --name Sally",
                "nft --lan lan0 --name a;b",
                "nft --lan lan0 --user root;x",
                "nft --lan lan0 --user sallyport --mode tproxy",
                "nft --lan lan0 --family 5",
                "iptables --lan lan0 --setup",
            })
    void whatCannotBeIsRefused(String arguments) {
        Printed printed = rules(arguments);
        assertThat(printed.exit()).isEqualTo(2);
        assertThat(printed.out()).isEmpty();
        assertThat(printed.err()).isNotEmpty();
    }

    @Test
    void modeAndPortComeFromTheConfiguration(@TempDir Path directory) throws IOException {
        Path config = Files.writeString(
                directory.resolve("sallyport.yaml"), "entries: {transparent: {listen: '[::]:4711', mode: tproxy}}\n");
        assertThat(rules("nft --lan lan0 --config " + config).out()).contains("tproxy to :4711 ");
        assertThat(rules("nft --lan lan0 --listen-port 815 --config " + config).out())
                .contains("tproxy to :815 ");
        Printed other = rules("nft --lan lan0 --mode redirect --config " + config);
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("is another than --mode");
        Files.writeString(config, "entries: {transparent: {listen: 'off'}}\n");
        Printed off = rules("nft --lan lan0 --config " + config);
        assertThat(off.exit()).isEqualTo(1);
        assertThat(off.err()).contains("the transparent entry is off");
    }

    /** iptables refuses more than 15 ports in one match, of which a range is two. */
    @Test
    void matchesOfIptablesAreShortEnough() {
        Matcher matches = Pattern.compile("--dports (\\S+)")
                .matcher(rules("iptables --lan lan0 --ports im,80-81,443-444,9000-9001,9003")
                        .out());
        int found = 0;
        while (matches.find()) {
            found++;
            assertThat(List.of(matches.group(1).split("[,:]", -1))).hasSizeLessThanOrEqualTo(15);
        }
        assertThat(found).isGreaterThan(4);
    }
}
