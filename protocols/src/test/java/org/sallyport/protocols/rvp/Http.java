package org.sallyport.protocols.rvp;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes RVP from a line:
 *
 * <pre>
 *   NOTIFY alice as bob with "Authorization: ..." : text bob>alice "hello"
 *   207 : states alice away
 * </pre>
 *
 * A target that is no path is a person's node; so is who a request is {@code as}. Bodies:
 *
 * <pre>
 *   text bob>alice "..."          typing, join, leave bob>alice
 *   invite bob>alice {GUID} ...   the lines of an invitation, separated by semicolons
 *   state away                    propertyupdate of one's state; any other property: property name value
 *   states alice away             multistatus
 *   change alice away             propnotification
 *   xml ...                       as it stands
 * </pre>
 */
final class Http {

    /** The number of the only conversation. */
    static final String CONVERSATION = "{16A2CC82-6F84-CFD7-C3D2-1BFFC84EDDDC}";

    private static final Pattern LINE = Pattern.compile(
            "([A-Z]+|[0-9]{3})(?: (/\\S*|[a-z]+))?(?: as (\\S+))?((?: with \"[^\"]*\")*)(?: : (.*))?", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile(" with \"([^\"]*)\"");
    private static final Pattern PEOPLE = Pattern.compile("([a-z]+)>([a-z]+)(?: (.*))?");
    private static final String NAMESPACES = " xmlns:d='DAV:' xmlns:r='http://schemas.microsoft.com/rvp/'";

    private Http() {}

    /** A person's node. */
    static String node(String person) {
        return "http://im.example.com/instmsg/aliases/" + person;
    }

    /** The message a line stands for. */
    static byte[] message(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(line);
        }
        StringBuilder head = new StringBuilder();
        String first = matcher.group(1);
        String target = matcher.group(2);
        if (Character.isDigit(first.charAt(0))) {
            head.append("HTTP/1.1 ")
                    .append(first)
                    .append(' ')
                    .append(reason(first))
                    .append("\r\n");
            head.append("RVP-Notifications-Version: 1.0\r\n");
        } else {
            String path = target == null ? "/" : target.startsWith("/") ? target : "/instmsg/aliases/" + target;
            head.append(first).append(' ').append(path).append(" HTTP/1.1\r\n");
            head.append("Host: im.example.com\r\nRVP-Notifications-Version: 1.0\r\n");
        }
        if (matcher.group(3) != null) {
            String who = matcher.group(3);
            head.append("RVP-From-Principal: ")
                    .append(who.contains(".") ? who : node(who))
                    .append("\r\n");
        }
        Matcher fields = FIELD.matcher(matcher.group(4));
        while (fields.find()) {
            head.append(fields.group(1)).append("\r\n");
        }
        String body = matcher.group(5) == null ? "" : body(matcher.group(5));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            head.append("Content-Type: text/xml\r\n");
        }
        head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    private static String reason(String status) {
        return switch (status) {
            case "200" -> "OK";
            case "207" -> "Multi-Status";
            case "401" -> "Unauthorized";
            case "403" -> "Forbidden";
            case "404" -> "Not Found";
            case "412" -> "Precondition Failed";
            default -> "";
        };
    }

    private static String body(String said) {
        int space = said.indexOf(' ');
        String word = said.substring(0, space);
        String rest = said.substring(space + 1);
        return switch (word) {
            case "text", "typing", "join", "leave", "invite" -> spoken(word, rest);
            case "state" ->
                update(
                        "r:state",
                        "<r:leased-value><r:value><r:" + rest
                                + "/></r:value><r:default-value><r:offline/></r:default-value></r:leased-value>");
            case "property" -> update("r:" + rest.split(" ")[0], rest.substring(rest.indexOf(' ') + 1));
            case "states" ->
                "<d:multistatus" + NAMESPACES + "><d:response><d:href>" + node(rest.split(" ")[0])
                        + "</d:href><d:propstat><d:prop><r:state><r:" + rest.split(" ")[1]
                        + "/></r:state></d:prop><d:status>HTTP/1.1 200"
                        + " Successful</d:status></d:propstat></d:response></d:multistatus>";
            case "change" ->
                "<r:notification" + NAMESPACES + "><r:propnotification>" + contact("from", rest.split(" ")[0])
                        + "<d:propertyupdate><d:set><d:prop><r:state><r:" + rest.split(" ")[1]
                        + "/></r:state></d:prop></d:set></d:propertyupdate></r:propnotification></r:notification>";
            case "xml" -> rest;
            default -> throw new IllegalArgumentException(said);
        };
    }

    private static String update(String property, String value) {
        return "<d:propertyupdate" + NAMESPACES + "><d:set><d:prop><" + property + ">" + value + "</" + property
                + "></d:prop></d:set></d:propertyupdate>";
    }

    private static String spoken(String word, String rest) {
        Matcher people = PEOPLE.matcher(rest);
        if (!people.matches()) {
            throw new IllegalArgumentException(rest);
        }
        String what = people.group(3) == null ? "" : people.group(3);
        String mime = switch (word) {
            case "text" -> "Content-Type: text/plain; charset=UTF-8\r\n\r\n" + what.substring(1, what.length() - 1);
            case "typing" ->
                "Content-Type: text/x-msmsgscontrol\r\nTypingUser: " + people.group(1) + "@im.example.com\r\n\r\n\r\n";
            case "join" -> "Content-Type: text/x-msmsgscontrol\r\n\r\n\r\n";
            case "leave" -> "Content-Type: text/x-imleave\r\n\r\n\r\n";
            default -> "Content-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\n" + what.replace("; ", "\r\n") + "\r\n";
        };
        return notification(
                people.group(1), people.group(2), "MIME-Version: 1.0\r\nSession-Id: " + CONVERSATION + "\r\n" + mime);
    }

    /** A notification with this mail-like text. */
    static String notification(String from, String to, String mime) {
        return "<r:notification" + NAMESPACES + "><r:message>" + contact("from", from) + contact("to", to)
                + "<r:msgbody><r:mime-data><![CDATA[" + mime
                + "]]></r:mime-data></r:msgbody></r:message></r:notification>";
    }

    private static String contact(String end, String who) {
        return "<r:notification-" + end + "><r:contact><d:href>" + node(who) + "</d:href></r:contact></r:notification-"
                + end + ">";
    }
}
