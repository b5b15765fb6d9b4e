package org.sallyport.proxy.scan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.SeenFile.Scan.Result;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.proxy.testkit.Await;

/** Files that clients put into Yahoo!'s drop box by HTTP, looked at while they pass. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YahooUploadIT extends YahooFileTrial {

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void anUploadThatNothingIsAgainstArrivesWhole(String way) throws Exception {
        open(ALLOW_ALL, true);
        byte[] file = random(300_000);
        file[0] = '%';
        System.arraycopy("%PDF-1.4\n".getBytes(US_ASCII), 0, file, 0, 9);

        assertThat(upload(way, "plan.pdf", file).status()).isEqualTo(200);

        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().target).isEqualTo("/notifyft");
        assertThat(requests.getFirst().file()).isEqualTo(file);
        List<ImEvent.FileOffer> offers = offers();
        assertThat(offers).extracting(ImEvent.FileOffer::step).containsExactly(Step.PROPOSE, Step.SEEN, Step.SEEN);
        assertThat(offers).allSatisfy(offer -> {
            assertThat(offer.flow()).isEqualTo(Flow.OUTBOUND);
            assertThat(Objects.requireNonNull(offer.from()).normalized()).isEqualTo("alice");
            assertThat(offer.to())
                    .singleElement()
                    .satisfies(to -> assertThat(to.normalized()).isEqualTo("bob"));
            assertThat(offer.files()).containsExactly(new FileInfo("plan.pdf", file.length, 1));
        });
        SeenFile seen = lastSeen();
        assertThat(seen.type()).isEqualTo("application/pdf");
        assertThat(seen.sha256()).isEqualTo(sha256(file));
        assertThat(seen.scan()).isEqualTo(new SeenFile.Scan(Result.CLEAN, ""));
        assertThat(asked).noneMatch(question -> question.event() instanceof ImEvent.Unread);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void aVirusIsRefusedAndNeverThereWhole(String way) throws Exception {
        open(ALLOW_ALL, true);
        byte[] file = infected(300_000);

        assertThat(upload(way, "game.bin", file).status()).isEqualTo(403);

        Await.until("the server has noticed", () -> requests.stream().allMatch(request -> request.over));
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.whole).isFalse();
            assertThat(request.file().length).isLessThan(file.length);
        });
        assertThat(Objects.requireNonNull(lastSeen().scan()).result()).isEqualTo(Result.INFECTED);
        assertThat(decisions.getLast().verdict().id()).isEqualTo("deny");
        assertThat(decisions.getLast().duties()).isNotEmpty();
    }

    @Test
    void aVirusInOnePieceReachesNobody() throws Exception {
        open(ALLOW_ALL, true);
        assertThat(upload("proxy", "a.txt", Scanners.VIRUS.getBytes(US_ASCII)).status())
                .isEqualTo(403);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void anUploadThatIsNotAllowedIsAnsweredSo(String way) throws Exception {
        open("""
            version: 1
            rules:
              - { name: no files, feature: file-transfer, then: deny, notice: No files here. }
              - { name: all, then: allow }
            """, false);
        Answer answer = upload(way, "a.txt", random(200_000));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("No files here.");
        assertThat(requests).isEmpty();
        assertThat(decisions).hasSize(1);
    }

    @Test
    void aProgramIsOneWhateverItIsCalled() throws Exception {
        open("""
            version: 1
            rules:
              - { name: no programs, feature: file-transfer, content: { file-type: program }, then: deny }
              - { name: all, then: allow }
            """, false);
        byte[] program = random(100_000);
        program[0] = 'M';
        program[1] = 'Z';
        assertThat(upload("proxy", "holiday.jpg", program).status()).isEqualTo(403);
        assertThat(requests).isEmpty();
        assertThat(decisions.getLast().rules()).containsExactly("no programs");
    }

    @Test
    void oneConnectionTakesManyFiles() throws Exception {
        open(ALLOW_ALL, true);
        try (Socket client = dial("proxy")) {
            for (int i = 1; i <= 3; i++) {
                byte[] file = random(50_000 * i);
                Answer answer = post(client, "proxy", "HTTP/1.1", "/notifyft", packet("a" + i, file.length), file);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(requests.getLast().file()).isEqualTo(file);
            }
        }
        assertThat(requests).hasSize(3);
    }

    @Test
    void aLongFileWaitsForNobody() throws Exception {
        open(ALLOW_ALL, false);
        byte[] file = random(20 << 20);
        assertThat(upload("direct", "film.avi", file).status()).isEqualTo(200);
        assertThat(requests.getFirst().file()).isEqualTo(file);
        stored = file;
        announce("http://" + HOST + ":" + port() + "/film.avi");
        assertThat(get("direct", "/film.avi").body()).isEqualTo(file);
        assertThat(lastSeen().sha256()).isEqualTo(sha256(file));
    }

    @Test
    void anUploadThatBreaksOffIsOnTheRecord() throws Exception {
        open(ALLOW_ALL, true);
        byte[] file = random(100_000);
        try (Socket client = dial("proxy")) {
            client.getOutputStream()
                    .write(head(
                            "proxy", "POST", "HTTP/1.0", "/notifyft", packet("a", file.length).length + file.length));
            client.getOutputStream().write(packet("a", file.length));
            client.getOutputStream().write(file, 0, 60_000);
            Await.until("its beginning was seen", () -> asked.stream().anyMatch(q -> q.file() != null));
        }
        Await.until(
                "nothing is left of it",
                () -> gate().services()
                        .signedOn()
                        .of(Objects.requireNonNull(offers().getFirst().from()))
                        .isEmpty());
        assertThat(requests).noneMatch(request -> request.whole);
    }
}
