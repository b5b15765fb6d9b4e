package org.sallyport.proxy.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.testkit.FileService;

/**
 * A client that says it is done before the service has answered must still get the whole answer. Some versions of the native
 * transport lose the end of it, which is why Netty is pinned; this is what has to pass before it is raised.
 */
class HalfCloseTest {

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theWholeAnswerArrivesAfterTheClientHasClosedItsSide(Transport transport) throws Exception {
        try (FileService service = FileService.serve(InetAddress.getLoopbackAddress(), 0);
                OpenGate gate = new OpenGate(
                        transport, OpenGate.relaySettings(), OpenGate.proxy(EntrySettings.Authentication.NONE))) {
            FileService.transfer(() -> gate.socks("127.0.0.1", service.port()), 1);
        }
    }

    /** Nobody waits for an answer there: the client may be done before the service is connected to. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void clientsMayBeDoneBeforeTheServiceIsReached(Transport transport) throws Exception {
        try (FileService service = FileService.serve(InetAddress.getLoopbackAddress(), 0);
                OpenGate gate = new OpenGate(
                        transport,
                        OpenGate.relaySettings(),
                        new EntrySettings.Fixed(
                                "fixed",
                                new InetSocketAddress("127.0.0.1", 0),
                                new Address("127.0.0.1", service.port()),
                                null))) {
            FileService.transfer(
                    () -> new Socket("127.0.0.1", gate.address("fixed").getPort()), 5);
        }
    }
}
