package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.identity.ldap.SampleDirectory.Options;

class SampleDirectoryTest {

    @Test
    void itCanBeReadWithAPasswordOnlyAndNeverWritten() throws Exception {
        try (SampleDirectory sample = SampleDirectory.start(Options.random());
                LDAPConnection connection = new LDAPConnection("localhost", sample.port())) {
            assertThatExceptionOfType(LDAPException.class)
                    .isThrownBy(() -> connection.search(SampleDirectory.BASE_DN, SearchScope.SUB, "(uid=*)"));
            connection.bind("uid=dave,ou=people," + SampleDirectory.BASE_DN, sample.password());
            assertThat(connection
                            .search(SampleDirectory.BASE_DN, SearchScope.SUB, "(uid=*)", "1.1")
                            .getEntryCount())
                    .isEqualTo(8);
            assertThatExceptionOfType(LDAPException.class)
                    .isThrownBy(() -> connection.delete("uid=alice,ou=people," + SampleDirectory.BASE_DN));
        }
    }

    @Test
    void everyStartHasNewPasswords() throws Exception {
        try (SampleDirectory one = SampleDirectory.start(Options.random());
                SampleDirectory other = SampleDirectory.start(Options.random())) {
            assertThat(one.password()).isNotEqualTo(other.password());
            assertThat(one.settings()).isNotEqualTo(other.settings());
        }
    }

    @Test
    void aTakenPortIsAnIoException() throws Exception {
        try (SampleDirectory first = SampleDirectory.start(Options.random())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> SampleDirectory.start(new Options(first.port(), "x")));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Options(70_000, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Options(0, ""));
    }

    @Test
    void itListensOnLoopbackOnly() throws Exception {
        try (SampleDirectory sample = SampleDirectory.start(Options.random())) {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    if (!address.isLoopbackAddress()) {
                        assertThatExceptionOfType(IOException.class)
                                .isThrownBy(() -> new Socket(address, sample.port()).close());
                    }
                }
            }
        }
    }
}
