package org.sallyport.proxy.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sallyport.policy.identity.ldap.Slapd;

/**
 * Somebody in a test's directory.
 *
 * @param disabled whether the account is closed
 * @param screenNames by service
 */
public record DirectoryPerson(
        String login, String name, boolean disabled, List<String> groups, Map<String, String> screenNames) {

    /** Freezes them. */
    public DirectoryPerson {
        groups = List.copyOf(groups);
        screenNames = Map.copyOf(screenNames);
    }

    /** All entries of a directory that has these people and their groups. */
    public static String ldif(List<DirectoryPerson> people) {
        StringBuilder out = new StringBuilder("""
                dn: dc=example,dc=com
                objectClass: domain
                dc: example

                dn: ou=people,dc=example,dc=com
                objectClass: organizationalUnit
                ou: people

                dn: ou=groups,dc=example,dc=com
                objectClass: organizationalUnit
                ou: groups
                """);
        Map<String, List<String>> members = new TreeMap<>();
        for (DirectoryPerson person : people) {
            out.append("\ndn: ").append(person.dn()).append("\nobjectClass: inetOrgPerson\nobjectClass: imPerson");
            out.append("\nuid: ").append(person.login());
            out.append("\ncn: ").append(person.name());
            out.append("\nsn: ").append(person.name());
            out.append("\nuserPassword: ").append(Slapd.PASSWORD);
            if (person.disabled()) {
                out.append("\nemployeeType: disabled");
            }
            person.screenNames()
                    .forEach((service, name) -> out.append('\n')
                            .append(attribute(service))
                            .append(": ")
                            .append(name));
            out.append('\n');
            for (String group : person.groups()) {
                members.computeIfAbsent(group, g -> new ArrayList<>()).add(person.dn());
            }
        }
        members.forEach((group, all) -> {
            out.append("\ndn: cn=").append(group).append(",ou=groups,").append(Slapd.BASE);
            out.append("\nobjectClass: groupOfNames\ncn: ").append(group).append('\n');
            all.forEach(one -> out.append("member: ").append(one).append('\n'));
        });
        return out.toString();
    }

    private String dn() {
        return "uid=" + login + ",ou=people," + Slapd.BASE;
    }

    private static String attribute(String service) {
        return switch (service) {
            case "aim" -> "imAim";
            case "msn" -> "imMsn";
            case "yahoo" -> "imYahoo";
            case "exchange-im" -> "imExchange";
            default -> throw new IllegalArgumentException(service);
        };
    }

    /** The section of a gateway's configuration that has it ask such a directory, and again at once after a failure. */
    public static String section(Slapd slapd) {
        return """
                directory:
                  servers: ["ldap://127.0.0.1:%d"]
                  bind-dn: "%s"
                  bind-password: "%s"
                  base-dn: "%s"
                  screen-names: {aim: imAim, msn: imMsn, yahoo: imYahoo, exchange-im: imExchange}
                  cache: {pause: 0s}
                """.formatted(slapd.port, Slapd.SERVICE, Slapd.PASSWORD, Slapd.BASE);
    }
}
