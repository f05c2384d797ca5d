import { describeWorkspace } from '../../contract/workspaceContract.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';

describeWorkspace('in memory', () => {
  const workspace = new MemoryWorkspace();
  return {
    reader: workspace,
    writer: workspace,
    put: (path, bytes) => void workspace.files.set(path, Buffer.from(bytes)),
    bytes: (path) => workspace.files.get(path),
    lock: (path) => void workspace.locked.add(path),
    link: (path, target) => void workspace.links.set(path, target),
  };
});
