// The four tools, in the order in which models are told of them.
import { getLspReferencesTool } from './getLspReferences.ts';
import { readFileTool } from './readFile.ts';
import { runTerminalCommandTool } from './runTerminalCommand.ts';
import { searchCodebaseTool } from './searchCodebase.ts';
import type { Tool } from './tool.ts';

export const allTools: readonly Tool[] = [readFileTool, searchCodebaseTool, getLspReferencesTool, runTerminalCommandTool];
