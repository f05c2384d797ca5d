// Which grammar reads which file, and which of its nodes are named regions. A table; grammars come as wasm.

export interface Grammar {
  /** Names the wasm file: tree-sitter-NAME.wasm. */
  readonly name: string;
  /** Node types that are regions of their own, and what they are called. */
  readonly regions: Readonly<Record<string, string>>;
  /** The body begins on a line of its own, without a bracket before it. */
  readonly indented?: boolean;
}

const script = {
  function_declaration: 'function',
  generator_function_declaration: 'function',
  class_declaration: 'class',
  method_definition: 'method',
  variable_declarator: 'variable',
} as const;
const typed = {
  ...script,
  function_signature: 'function',
  abstract_class_declaration: 'class',
  interface_declaration: 'interface',
  enum_declaration: 'enum',
  type_alias_declaration: 'type',
  internal_module: 'namespace',
  public_field_definition: 'field',
  abstract_method_signature: 'method',
} as const;

const typescript: Grammar = { name: 'typescript', regions: typed };
const tsx: Grammar = { name: 'tsx', regions: typed };
const javascript: Grammar = { name: 'javascript', regions: { ...script, field_definition: 'field' } };
const python: Grammar = { name: 'python', regions: { function_definition: 'function', class_definition: 'class' }, indented: true };
const go: Grammar = { name: 'go', regions: { function_declaration: 'function', method_declaration: 'method', type_spec: 'type' } };
const rust: Grammar = {
  name: 'rust',
  regions: {
    function_item: 'function',
    struct_item: 'struct',
    enum_item: 'enum',
    trait_item: 'trait',
    impl_item: 'impl',
    mod_item: 'module',
    type_item: 'type',
    macro_definition: 'macro',
  },
};
const classes = { class_declaration: 'class', interface_declaration: 'interface', enum_declaration: 'enum', method_declaration: 'method' };
const java: Grammar = { name: 'java', regions: { ...classes, constructor_declaration: 'method', record_declaration: 'class' } };
const csharp: Grammar = {
  name: 'c-sharp',
  regions: {
    ...classes,
    constructor_declaration: 'method',
    record_declaration: 'class',
    struct_declaration: 'struct',
    namespace_declaration: 'namespace',
    property_declaration: 'field',
  },
};
const cpp: Grammar = {
  name: 'cpp',
  regions: {
    function_definition: 'function',
    class_specifier: 'class',
    struct_specifier: 'struct',
    enum_specifier: 'enum',
    namespace_definition: 'namespace',
  },
};
const php: Grammar = { name: 'php', regions: { ...classes, function_definition: 'function', trait_declaration: 'trait' } };
const ruby: Grammar = {
  name: 'ruby',
  regions: { method: 'method', singleton_method: 'method', class: 'class', module: 'module' },
  indented: true,
};
const bash: Grammar = { name: 'bash', regions: { function_definition: 'function' } };
const powershell: Grammar = { name: 'powershell', regions: { function_statement: 'function', class_statement: 'class' } };
const css: Grammar = { name: 'css', regions: {} };
const ini: Grammar = { name: 'ini', regions: {} };

const byExtension: Readonly<Record<string, Grammar>> = {
  '.ts': typescript,
  '.mts': typescript,
  '.cts': typescript,
  '.tsx': tsx,
  '.js': javascript,
  '.mjs': javascript,
  '.cjs': javascript,
  '.jsx': javascript,
  '.py': python,
  '.pyi': python,
  '.go': go,
  '.rs': rust,
  '.java': java,
  '.cs': csharp,
  '.c': cpp,
  '.h': cpp,
  '.cc': cpp,
  '.cpp': cpp,
  '.cxx': cpp,
  '.hpp': cpp,
  '.hh': cpp,
  '.php': php,
  '.rb': ruby,
  '.sh': bash,
  '.bash': bash,
  '.ps1': powershell,
  '.psm1': powershell,
  '.css': css,
  '.ini': ini,
};

export const grammarFor = (path: string): Grammar | undefined => byExtension[/\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? ''];
