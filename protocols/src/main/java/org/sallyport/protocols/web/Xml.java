package org.sallyport.protocols.web;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An element of a document that {@link XmlReader} has found within its bounds. Immutable.
 *
 * <p>Elements are told by their local names alone: implementations differ in prefixes, and in which namespace they put some
 * names. Where a name must be there once, ask {@link #only}, so that nothing is read here that another reader would pass over
 * for its twin of another namespace.
 *
 * @param name the local name
 * @param attributes by local name
 * @param children the elements in it
 * @param text all characters directly in it
 */
public record Xml(String name, Map<String, String> attributes, List<Xml> children, String text) {

    public Xml {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    /** The first child with this name, or null. */
    public @Nullable Xml child(String wanted) {
        for (Xml child : children) {
            if (child.name.equals(wanted)) {
                return child;
            }
        }
        return null;
    }

    /** The children with this name. */
    public List<Xml> all(String wanted) {
        return children.stream().filter(c -> c.name.equals(wanted)).toList();
    }

    /** What one gets to by going from child to child, or null where a step is missing. */
    public @Nullable Xml at(String... path) {
        Xml here = this;
        for (String step : path) {
            here = here == null ? null : here.child(step);
        }
        return here;
    }

    /** The text one gets to by going from child to child, without blanks around it; null where a step is missing. */
    public @Nullable String textAt(String... path) {
        Xml there = at(path);
        return there == null ? null : there.text().strip();
    }

    /** The only element with this name in here, at any depth or this one itself; null when there is none or more than one. */
    public @Nullable Xml only(String wanted) {
        return count(wanted) == 1 ? find(wanted) : null;
    }

    /** How many elements have this name, at any depth, this one counted. */
    public int count(String wanted) {
        int count = name.equals(wanted) ? 1 : 0;
        for (Xml child : children) {
            count += child.count(wanted);
        }
        return count;
    }

    private @Nullable Xml find(String wanted) {
        if (name.equals(wanted)) {
            return this;
        }
        for (Xml child : children) {
            Xml found = child.find(wanted);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The name alone: the rest can be what people wrote. */
    @Override
    public String toString() {
        return name;
    }
}
