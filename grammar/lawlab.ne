# The grammar of one statement. layout.ts has cut the program and told verbs and units from names;
# what cannot be said here (clauses twice, bare conditions) is refused by rules.ts.
@preprocessor typescript
@{%
import { lexer } from "./tokens.ts";
import * as node from "./nodes.ts";
import * as clause from "./clause-nodes.ts";
import * as statement from "./statement-nodes.ts";
%}
@lexer lexer

main -> phrase                                  {% id %}
      | "explain" phrase                        {% ([verb, phrase]) => statement.explain(verb, phrase) %}

phrase -> head                                  {% id %}
        | phrase clause                         {% ([phrase, clause]) => statement.extend(phrase, clause) %}

head -> "data" name "=" source                  {% ([verb, name, , source]) => statement.data(verb, name, source) %}
      | "data" name "=" at                      {% ([verb, name, , at]) => statement.grid(verb, name, at) %}
      | "data" name parameters "=" "[" rows "]" {% ([verb, name, columns, , , rows, end]) => statement.table(verb, name, columns, rows, end) %}
      | "law" name parameters "=" expression    {% ([verb, name, variables, , body]) => statement.law(verb, name, variables, body) %}
      | "let" definitions                       {% ([verb, definitions]) => statement.let_(verb, definitions) %}
      | "set" definitions                       {% ([verb, definitions]) => statement.set(verb, definitions) %}
      | "fit"                                   {% ([verb]) => statement.fit(verb) %}
      | "fit" name                              {% ([verb, law]) => statement.fit(verb, law) %}
      | "predict" sum                           {% ([verb, target]) => statement.predict(verb, target) %}
      | "predict" bindings                      {% ([verb, bindings]) => statement.predictAt(verb, bindings) %}
      | "predict" at                            {% ([verb, at]) => statement.predictClause(verb, at) %}
      | "predict" on                            {% ([verb, on]) => statement.predictClause(verb, on) %}
      | "solve" sum "=" sum                     {% ([verb, left, , right]) => statement.solve(verb, left, right) %}
      | "minimize" sum                          {% ([verb, objective]) => statement.optimize(verb, objective) %}
      | "maximize" sum                          {% ([verb, objective]) => statement.optimize(verb, objective) %}
      | "plot" shape "of" sum                   {% ([verb, shape, , of]) => statement.plot(verb, shape, of) %}
      | "plot" "profile" "of" sums              {% ([verb, shape, , of]) => statement.profile(verb, shape, of) %}
      | "compare" names                         {% ([verb, fits]) => statement.compare(verb, fits) %}
      | "export" name                           {% ([verb, fit]) => statement.export_(verb, fit) %}
      | "import" name                           {% ([verb, source]) => statement.import_(verb, source) %}
      | "import" string                         {% ([verb, source]) => statement.import_(verb, source) %}
      | "design" number "for" sum               {% ([verb, runs, , target]) => statement.design(verb, runs, target) %}
      | "assert" conditions                     {% ([verb, conditions]) => statement.assert(verb, conditions) %}
      | "report"                                {% ([verb]) => statement.report(verb) %}
      | "report" name                           {% ([verb, fit]) => statement.report(verb, fit) %}
      | expression                              {% ([expression]) => statement.bare(expression) %}

shape -> "curve"                                {% id %}
       | "residual"                             {% id %}
       | "isoflop"                              {% id %}
       | "contour"                              {% id %}
       | "frontier"                             {% id %}
       | "qq"                                   {% id %}
       | "pareto"                               {% id %}

source -> string                                {% ([path]) => statement.file(path) %}
        | name                                  {% ([name]) => statement.dataset(name) %}

sums -> sum                                     {% ([sum]) => node.one(sum) %}
      | sums "," sum                            {% ([sums, , sum]) => node.more(sums, sum) %}

rows -> cells                                   {% ([cells]) => node.one(cells) %}
      | rows "|" cells                          {% ([rows, , cells]) => node.more(rows, cells) %}
cells -> sum                                    {% ([cell]) => node.one(cell) %}
       | cells "," sum                          {% ([cells, , cell]) => node.more(cells, cell) %}

# Clauses

clause -> on                                    {% id %}
        | "to" sum                              {% ([word, response]) => clause.to(word, response) %}
        | at                                    {% id %}
        | "using" measure                       {% ([word, loss]) => clause.using(word, loss) %}
        | "using" measure "in" space            {% ([word, loss, , space]) => clause.using(word, loss, space) %}
        | "using" measure "," measures          {% ([word, loss, , more]) => clause.usingSeveral(word, loss, more) %}
        | "keeping" keeps                       {% ([word, items]) => clause.keeping(word, items) %}
        | "matching" name                       {% ([word, data]) => clause.matching(word, data) %}
        | "holding out" expression              {% ([word, condition]) => clause.holdingOut(word, condition) %}
        | "with" definitions                    {% ([word, definitions]) => clause.with_(word, definitions) %}
        | "where" constraints                   {% ([word, conditions]) => clause.where(word, conditions) %}
        | "by" names                            {% ([word, names]) => clause.by(word, names) %}
        | "sharing" names                       {% ([word, names]) => clause.sharing(word, names) %}
        | "as" name                             {% ([word, name]) => clause.as(word, name) %}
        | "over" searches                       {% ([word, searches]) => clause.over(word, searches) %}
        | "subject to" conditions               {% ([word, conditions]) => clause.subjectTo(word, conditions) %}
        | "for" search                          {% ([word, search]) => clause.for_(word, search) %}
        | "against" sum                         {% ([word, expression]) => clause.against(word, expression) %}

on -> "on" name                                 {% ([word, name]) => clause.on(word, name) %}
at -> "at" bindings                             {% ([word, bindings]) => clause.at(word, bindings) %}

measure -> name                                 {% id %}
         | call                                 {% id %}
measures -> measure                             {% ([measure]) => node.one(measure) %}
          | measures "," measure                {% ([measures, , measure]) => node.more(measures, measure) %}
space -> "log"                                  {% id %}
       | "linear"                               {% id %}

keeps -> keep                                   {% ([keep]) => node.one(keep) %}
       | keeps "," keep                         {% ([keeps, , keep]) => node.more(keeps, keep) %}
keep -> name "=" expression                     {% ([name, , value]) => clause.definition(name, undefined, "=", value) %}
      | name "(" sum ")"                        {% ([callee, , of, end]) => clause.pick(callee, of, undefined, end) %}
      | name "(" sum "against" sum ")"          {% ([callee, , of, , against, end]) => clause.pick(callee, of, against, end) %}

bindings -> binding                             {% ([binding]) => node.one(binding) %}
          | bindings "," binding                {% ([bindings, , binding]) => node.more(bindings, binding) %}
binding -> name "=" expression                  {% ([name, , value]) => clause.equals(name, value) %}
         | name "in" domain                     {% ([name, , domain]) => clause.ranges(name, domain) %}

definitions -> definition                       {% ([definition]) => node.one(definition) %}
             | definitions "," definition       {% ([definitions, , definition]) => node.more(definitions, definition) %}
definition -> name "=" expression               {% ([name, , value]) => clause.definition(name, undefined, "=", value) %}
            | name parameters "=" expression    {% ([name, parameters, , value]) => clause.definition(name, parameters, "=", value) %}
            | name "~" expression               {% ([name, , value]) => clause.definition(name, undefined, "~", value) %}

parameters -> "(" names ")"                     {% ([, names]) => node.list(names) %}
names -> name                                   {% ([name]) => node.one(name) %}
       | names "," name                         {% ([names, , name]) => node.more(names, name) %}

conditions -> expression                        {% ([condition]) => node.one(condition) %}
            | conditions "," expression         {% ([conditions, , condition]) => node.more(conditions, condition) %}

constraints -> constraint                       {% ([constraint]) => node.one(constraint) %}
             | constraints "," constraint       {% ([constraints, , constraint]) => node.more(constraints, constraint) %}
constraint -> expression                        {% id %}
            | name "~" call                     {% ([name, sign, distribution]) => node.comparison(sign, name, distribution) %}

searches -> search                              {% ([search]) => node.one(search) %}
          | searches "," search                 {% ([searches, , search]) => node.more(searches, search) %}
search -> name                                  {% ([name]) => clause.search(name) %}
        | name "in" domain                      {% ([name, , domain]) => clause.search(name, domain) %}

# Expressions, from the loosest to the tightest

expression -> disjunction                       {% id %}
            | "if" expression "then" expression "else" expression {% ([word, test, , consequent, , alternative]) => node.conditional(word, test, consequent, alternative) %}

disjunction -> conjunction                      {% id %}
             | disjunction "or" conjunction     {% ([left, , right]) => node.logical("or", left, right) %}
conjunction -> negation                         {% id %}
             | conjunction "and" negation       {% ([left, , right]) => node.logical("and", left, right) %}
negation -> comparison                          {% id %}
          | "not" negation                      {% ([word, operand]) => node.unary(word, operand) %}

comparison -> sum                               {% id %}
            | sum relation sum                  {% ([left, sign, right]) => node.comparison(sign, left, right) %}
            | sum "in" domain                   {% ([value, , domain]) => node.membership(value, domain) %}
relation -> "="                                 {% id %}
          | "!="                                {% id %}
          | "<"                                 {% id %}
          | "<="                                {% id %}
          | ">"                                 {% id %}
          | ">="                                {% id %}

domain -> sum                                   {% id %}
        | sum ".." sum                          {% ([from, , to]) => node.range(from, to) %}

sum -> product                                  {% id %}
     | sum "+" product                          {% ([left, sign, right]) => node.binary(sign, left, right) %}
     | sum "-" product                          {% ([left, sign, right]) => node.binary(sign, left, right) %}
product -> signed                               {% id %}
         | product "*" signed                   {% ([left, sign, right]) => node.binary(sign, left, right) %}
         | product "/" signed                   {% ([left, sign, right]) => node.binary(sign, left, right) %}
signed -> power                                 {% id %}
        | "-" signed                            {% ([sign, operand]) => node.unary(sign, operand) %}
power -> primary                                {% id %}
       | primary "^" exponent                   {% ([left, sign, right]) => node.binary(sign, left, right) %}
exponent -> power                               {% id %}
          | "-" exponent                        {% ([sign, operand]) => node.unary(sign, operand) %}

primary -> number                               {% id %}
         | string                               {% id %}
         | name                                 {% id %}
         | member                               {% id %}
         | name "[" items "]"                   {% ([object, , indices, end]) => node.index(object, indices, end) %}
         | member "[" items "]"                 {% ([object, , indices, end]) => node.index(object, indices, end) %}
         | call                                 {% id %}
         | "[" items "]"                        {% ([start, items, end]) => node.listOf(start, items, end) %}
         | "(" expression ")"                   {% ([start, expression, end]) => node.parenthesized(start, expression, end) %}

member -> name "." name                         {% ([object, , property]) => node.member(object, property) %}
call -> name "(" ")"                            {% ([callee, , end]) => node.call(callee, undefined, end) %}
      | name "(" items ")"                      {% ([callee, , items, end]) => node.call(callee, items, end) %}
      | aggregator "(" expression "for" name "in" domain ")" {% ([operator, , body, , index, , domain, end]) => node.aggregate(operator, body, index, domain, end) %}
aggregator -> "sum"                             {% id %}
            | "prod"                            {% id %}
            | "mean"                            {% id %}
            | "root"                            {% id %}
items -> expression                             {% ([item]) => node.one(item) %}
       | items "," expression                   {% ([items, , item]) => node.more(items, item) %}

number -> %number                               {% ([token]) => node.number(token) %}
        | %number %unit                         {% ([token, unit]) => node.number(token, unit) %}
string -> %string                               {% ([token]) => node.string(token) %}
name -> %name                                   {% ([token]) => node.name(token) %}
