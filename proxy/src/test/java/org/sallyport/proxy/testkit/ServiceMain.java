package org.sallyport.proxy.testkit;

import java.net.InetAddress;
import org.sallyport.protocols.Address;

/** {@link OscarService} as a process, for namespaces. Ends with its parent's SIGTERM. */
public final class ServiceMain {

    private ServiceMain() {}

    /** @param args the address to listen on, the authorizer's port, the BOS's port */
    public static void main(String[] args) throws Exception {
        int bosPort = Integer.parseInt(args[2]);
        try (OscarService service = OscarService.start(
                InetAddress.getByName(args[0]),
                Integer.parseInt(args[1]),
                bosPort,
                new Address(args[0], bosPort))) {
            System.out.println("serving at " + service.authorizerPort());
            Thread.currentThread().join();
        }
    }
}
