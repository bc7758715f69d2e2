package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableElementContext;

import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/** MySQL's grammar of columns and keys. Its tables take some ten megabytes from the first use on. */
final class DefinitionGrammar {

    private static final BaseErrorListener REFUSE = new BaseErrorListener() {
        @Override
        public void syntaxError(Recognizer<?, ?> recognizer, Object symbol, int line, int column, String message,
            RecognitionException cause) {
            String near = symbol instanceof Token token ? token.getText() : "?";
            throw new UnreadableStatementException("'" + near + "' is not understood");
        }
    };

    private DefinitionGrammar() {
    }

    /**
     * @param tokens  one column or key
     * @param version of the server whose keywords count
     */
    static TableElementContext parse(List<SqlToken> tokens, int version) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.quoted()).append(' '));
        MySqlLexer lexer = new MySqlLexer(CharStreams.fromString(text.toString()));
        lexer.serverVersion = version;
        lexer.removeErrorListeners();
        lexer.addErrorListener(REFUSE);
        MySqlParser parser = new MySqlParser(new CommonTokenStream(lexer));
        parser.serverVersion = version;
        parser.removeErrorListeners();
        parser.addErrorListener(REFUSE);
        TableElementContext element = parser.tableElement();
        Token next = parser.getCurrentToken();
        if (next.getType() != Token.EOF) {
            throw new UnreadableStatementException("'" + next.getText() + "' is not understood");
        }
        return element;
    }
}
